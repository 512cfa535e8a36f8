import * as crypto from "node:crypto";
import type { EngineEvent } from "../engine-events";

/** What the resources of a stack were before a preview or an update, by the events of either: tells whether both began with the same. */
export class Basis {
  readonly #states: Record<string, string> = {};

  /** Takes an event. */
  add({ resourcePreEvent }: EngineEvent): void {
    const old = resourcePreEvent?.metadata.old;
    if (!old || this.#states[old.urn] !== undefined) return;
    // Blinded secrets look alike in both.
    this.#states[old.urn] = crypto
      .createHash("sha256")
      .update(JSON.stringify(old.inputs ?? {}))
      .digest("hex")
      .slice(0, 16);
  }

  /** A mark of each resource's state, by URN. */
  result(): Readonly<Record<string, string>> {
    return this.#states;
  }
}
