import type { EngineEvent } from "../engine-events";
import { Basis } from "./basis";
import { ACTIONS, actionOf, isHidden, type Action, type Steps } from "./changes";
import { scoreOf } from "./score";
import type { Plan, UpdateRecord } from "./records";

interface Timed extends Steps {
  readonly from: number;
  to?: number;
}

/** Follows an update by the engine's events: what happened to which resource, and when. */
export class UpdateReader {
  readonly #steps = new Map<string, Timed>();
  readonly #basis = new Basis();
  readonly #started: number;

  /** @param now the time in milliseconds; a test gives its own */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.#started = now();
  }

  /** Takes an event as it comes. */
  add(event: EngineEvent): void {
    this.#basis.add(event);
    const { resourcePreEvent: begun, resOutputsEvent: done } = event;
    if (begun && ACTIONS[begun.metadata.op] !== undefined) {
      const { metadata } = begun;
      const known = this.#steps.get(metadata.urn);
      if (known) known.ops.push(metadata.op);
      else this.#steps.set(metadata.urn, { ops: [metadata.op], metadata, from: this.#seconds() });
    }
    const step = done && this.#steps.get(done.metadata.urn);
    if (step) step.to = this.#seconds();
  }

  /**
   * What there is to remember of an update that succeeded.
   *
   * @param at when it began
   * @param plan the last preview of the same program, with which it is compared
   */
  result(at: Date, plan: Plan | undefined): UpdateRecord {
    const done = [...this.#steps].filter(([, step]) => step.to !== undefined && !isHidden(step));
    const steps = done.map(([urn, { ops, from, to }]) => ({ urn, action: actionOf(ops), from, to: to! }));
    const isSameState = plan && this.#isWithin(plan.basis);
    return {
      at: at.toISOString(),
      seconds: this.#seconds(),
      steps,
      ...(plan && isSameState ? { score: scoreOf(plan.steps, steps) } : {}),
    };
  }

  #seconds(): number {
    return Math.round(this.now() - this.#started) / 1000;
  }

  /** Whether everything was as the plan found it, and nothing else was there. */
  #isWithin(basis: Plan["basis"]): boolean {
    const found = this.#basis.result();
    const urns = Object.keys(basis);
    return urns.length === Object.keys(found).length && urns.every((urn) => found[urn] === basis[urn]);
  }
}

/** A step that was planned or taken. */
export interface Taken {
  readonly urn: string;
  readonly action: Action;
}
