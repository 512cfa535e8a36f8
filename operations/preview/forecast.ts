/** How long an update will take. */
export type Forecast =
  /** Nothing like it was recorded, or nothing changes. */
  | { readonly kind: "none" }
  | {
      readonly kind: "learnt";
      /** Seconds: between these it will probably be, and most likely this. */
      readonly low: number;
      readonly likely: number;
      readonly high: number;
      /** What the rest waits for, in order, each with its seconds. */
      readonly path: readonly { readonly name: string; readonly seconds: number }[];
      /** From how many updates it was learnt. */
      readonly updates: number;
      /** Names of resources that change as they never did while somebody watched. */
      readonly unknown: readonly string[];
    };
