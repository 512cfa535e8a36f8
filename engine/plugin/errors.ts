import { status } from "@grpc/grpc-js";
import type { PropertyMap } from "./values";

/**
 * A failure after which it is certain that nothing was changed, such as a refused input. After any other error the engine
 * takes the resource's state for unknown and warns about it in the next run.
 */
export class PluginError extends Error {
  /**
   * @param message What, where, why, and what to do now.
   * @param code The gRPC status; the default says that the request cannot succeed as things are.
   */
  constructor(
    message: string,
    readonly code: status = status.FAILED_PRECONDITION,
  ) {
    super(message);
    this.name = "PluginError";
  }
}

/**
 * The resource exists, but is not working: the engine keeps it in the state, shows the reasons, and repeats the update next
 * time.
 */
export class InitFailedError extends Error {
  constructor(
    /** The cause first. */
    readonly reasons: string[],
    readonly resource: { id: string; outputs: PropertyMap; inputs?: PropertyMap },
  ) {
    super(reasons.join("\n"));
    this.name = "InitFailedError";
  }
}

/** Why a call's signal is aborted when the engine cancels. */
export class CancelledError extends Error {
  constructor() {
    super("The operation was cancelled.");
    this.name = "CancelledError";
  }
}
