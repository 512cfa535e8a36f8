import type { EngineEvent, StepMetadata } from "../engine-events";
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
  readonly #steps: StepMetadata[] = [];

  /** Takes an event of the refresh. */
  add({ resOutputsEvent }: EngineEvent): void {
    const step = resOutputsEvent?.metadata;
    if (step && (step.op === "update" || step.op === "delete" || step.op === "refresh")) this.#steps.push(step);
  }

  /**
   * What has drifted.
   *
   * @param mask keeps secrets out of it
   */
  result(mask: Mask): Drift[] {
    return this.#steps.flatMap((step): Drift[] => {
      const facts = { urn: step.urn, name: nameOf(step.urn), type: step.type };
      if (step.op === "delete" || !step.new) return [{ ...facts, what: "gone", properties: [] }];
      const { shown } = propertyChanges(step, mask);
      return shown.length > 0 ? [{ ...facts, what: "changed", properties: shown }] : [];
    });
  }
}
