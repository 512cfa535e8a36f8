import type { EngineEvent } from "../engine-events";
import { nameOf } from "./changes";
import type { Mask } from "./mask";
import { propertyChanges, type PropertyChange } from "./properties";

/** A resource that is not as the program left it. */
export interface Drift {
  readonly urn: string;
  readonly name: string;
  readonly type: string;
  /** Whether it is gone, or has other values. */
  readonly what: "gone" | "changed";
  readonly properties: readonly PropertyChange[];
}

/** Finds drift in the events of a refresh that changes nothing. */
export class DriftReader {
  readonly found: Drift[] = [];

  constructor(private readonly mask: Mask) {}

  /** Takes an event of the refresh. */
  add({ resOutputsEvent }: EngineEvent): void {
    const step = resOutputsEvent?.metadata;
    if (!step || (step.op !== "update" && step.op !== "delete" && step.op !== "refresh")) return;
    const facts = { urn: step.urn, name: nameOf(step.urn), type: step.type };
    if (step.op === "delete" || !step.new) {
      this.found.push({ ...facts, what: "gone", properties: [] });
      return;
    }
    const { shown } = propertyChanges(step, this.mask);
    if (shown.length > 0) this.found.push({ ...facts, what: "changed", properties: shown });
  }
}
