/** Two stacks that are compared. */
export interface PromotionRequest {
  readonly from: PromotionStack;
  readonly to: PromotionStack;
}

/** A stack with its file: its path from the project, for messages, and its text. */
export interface PromotionStack {
  readonly stack: string;
  readonly file: { readonly path: string; readonly text: string };
}

/** A key in which two stacks may differ, and do. */
export interface PromotionDifference {
  readonly key: string;
  /** Undefined where the stack leaves it out. */
  readonly from: unknown;
  readonly to: unknown;
}

/** What of two stacks differs. */
export interface PromotionParity {
  /** What may. */
  readonly differences: readonly PromotionDifference[];
  /** What may not: what was proved in one environment is not proved for the other. */
  readonly undeclared: readonly {
    /** Type and name of the resource; `outputs` for those of the stack. */
    readonly resource: string;
    readonly path: string;
    readonly from: unknown;
    readonly to: unknown;
  }[];
}
