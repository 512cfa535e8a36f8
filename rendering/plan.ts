import type { Capacity } from "../features/rehearsal/capacity";
import type { Difference } from "../features/rehearsal/resolve";

/** What a rehearsal is planned from. */
export interface RehearsalRequest {
  /** Name of the stack. */
  readonly stack: string;
  /** The stack's file: its path from the project, for messages, and its text. */
  readonly file: { readonly path: string; readonly text: string };
  /** Share of requests and limits. @default the largest that fits into half of the machine */
  readonly factor?: number;
  readonly machine: Capacity;
}

/** A rehearsal that has been proved to be what the stack's own target would get, but for its differences. */
export interface RehearsalPlan {
  /** Name of the rehearsal's stack. */
  readonly stack: string;
  /** Text of its stack file. */
  readonly text: string;
  readonly namespace: string;
  readonly differences: readonly Difference[];
}
