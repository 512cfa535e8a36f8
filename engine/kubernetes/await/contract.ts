import type { KubeClient, KubernetesObject } from "../types";

/** What one wait needs to know. */
export interface AwaitContext {
  client: KubeClient;
  /** The live object, exactly as the API server answered the write (or, for a delete, as it was last read). */
  object: KubernetesObject;
  /** The checked inputs of the program, annotations included. A field that is absent here is not the program's to decide. */
  inputs: KubernetesObject;
  operation: "create" | "update" | "delete";
  /**
   * The resource's custom time-out in seconds. Zero, the engine's "not set", means the annotation
   * `pulumi.com/timeoutSeconds`, and without that 600 seconds.
   */
  timeoutSeconds: number;
  /** Whether the program declares a workload whose pods will have these labels, in the namespace of the object. Default: it does not. */
  declaresPods?(selector: Record<string, string>): boolean;
  /** Ends the wait at once with an {@link AwaitError} whose `reason` is `Cancelled`. */
  signal: AbortSignal;
  /** Takes progress lines, such as `1 of 3 replicas ready`. Called only when there is something new to say. */
  report(message: string): void;
  /**
   * Takes what the user should see although the wait succeeds, such as a Service that nothing backs. Default: `report`.
   *
   * @param holds looks whether it still holds later in the run, and never rejects; absent where nothing can change it.
   */
  warn?(message: string, holds?: () => Promise<boolean>): void;
}

/** Why a wait ended without success. */
export type AwaitFailure =
  /** The live system says that it will not work; waiting longer is pointless. */
  | "Failed"
  /** The time is up; the error says what was still missing. */
  | "TimedOut"
  /** The caller's signal. */
  | "Cancelled"
  /** The object was deleted by someone else meanwhile. */
  | "Gone";

/** A wait that did not reach its goal. Unless `object` is undefined the object exists, so the engine has to keep it in its state. */
export class AwaitError extends Error {
  constructor(
    /** The cause in one line, fit to stand on top: what, where and why. */
    readonly headline: string,
    /** Further lines: log lines, other pods, what to do now. */
    readonly details: readonly string[],
    /** The last live object seen; undefined when it is gone. */
    readonly object: KubernetesObject | undefined,
    readonly reason: AwaitFailure,
  ) {
    super([headline, ...details].join("\n"));
    this.name = "AwaitError";
  }
}
