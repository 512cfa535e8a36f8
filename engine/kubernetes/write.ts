import { InitFailedError, type Call } from "../plugin";
import { awaitReady, AwaitError } from "./await";
import type { ProviderContext } from "./context";
import { checkpoint, formatId } from "./objects";
import type { PropertyMap } from "../plugin";
import type { KubernetesObject } from "./types";

/** A write that the server has taken, before it is known whether the object works. */
export interface Written {
  urn: string;
  /** The object as the server answered the write. */
  object: KubernetesObject;
  /** The checked inputs. */
  inputs: PropertyMap;
  inputObject: KubernetesObject;
  initialApiVersion: string;
  fieldManager: string;
  operation: "create" | "update";
  timeoutSeconds: number;
}

/**
 * Waits until a written object works.
 *
 * @returns The outputs of the resource.
 * @throws InitFailedError when it does not come to work: the object exists, so the engine has to remember it.
 */
export async function untilReady(context: ProviderContext, written: Written, call: Call): Promise<PropertyMap> {
  const outputs = (live: KubernetesObject) => checkpoint(live, written.inputs, written);
  try {
    const live = await awaitReady({
      client: context.client,
      object: written.object,
      inputs: written.inputObject,
      operation: written.operation,
      timeoutSeconds: written.timeoutSeconds,
      declaresPods: (selector) => context.announcements.hasPods(written.object.metadata.namespace, selector),
      signal: call.signal,
      report: (message) => call.status(message),
      warn: (message, holds) => (holds ? call.warnAtLast(message, holds) : call.log("warning", message)),
    });
    return outputs(live);
  } catch (error) {
    const id = formatId(written.object);
    if (error instanceof AwaitError) {
      // One error with its details below it: the engine counts and lists every reason as an error of its own.
      throw new InitFailedError([[error.headline, ...error.details].join("\n\t  ")], {
        id,
        outputs: outputs(error.object ?? written.object),
      });
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new InitFailedError(
      [`${written.object.kind} "${id}" was written, but it is not known whether it works: ${reason}`],
      { id, outputs: outputs(written.object) },
    );
  }
}
