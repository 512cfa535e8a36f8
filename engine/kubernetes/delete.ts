import { PluginError, status, withoutSecrets, type Call, type DeleteRequest } from "../plugin";
import { awaitDeleted, AwaitError } from "./await";
import { fieldManagerOf, isNotFound, refusal, type ProviderContext } from "./context";
import { annotation, groupOf, INPUTS, isBuiltInGroup, kindOfType, parseId, toObject } from "./objects";
import type { KubernetesObject } from "./types";
import { relinquish } from "./update";

const PROPAGATION = "pulumi.com/deletionPropagationPolicy";

/** Built-in kinds whose objects other objects belong to and work through, so that a delete has to wait for those. */
const WITH_DEPENDANTS = new Set([
  "CronJob",
  "DaemonSet",
  "Deployment",
  "Job",
  "ReplicaSet",
  "ReplicationController",
  "StatefulSet",
]);

/**
 * What becomes of an object's dependants: they go first, so that nothing runs on when the delete is done. Built-in kinds
 * that have none need not wait for the garbage collector to find that out.
 */
function propagation(inputs: KubernetesObject): "Foreground" | "Background" | "Orphan" {
  switch (annotation(inputs, PROPAGATION)?.toLowerCase()) {
    case "orphan":
      return "Orphan";
    case "background":
      return "Background";
    case "foreground":
      return "Foreground";
    default:
      return isBuiltInGroup(groupOf(inputs.apiVersion)) && !WITH_DEPENDANTS.has(inputs.kind)
        ? "Background"
        : "Foreground";
  }
}

/** Deletes an object and waits until it is gone; a Patch resource only gives up the fields that it manages. */
export async function deleteResource(context: ProviderContext, request: DeleteRequest, call: Call): Promise<void> {
  const { [INPUTS]: _, ...outputs } = request.oldOutputs;
  const last = toObject(withoutSecrets(outputs));
  const inputs = toObject(withoutSecrets(request.oldInputs));
  const kind = kindOfType(request.type);
  const object: KubernetesObject = {
    ...last,
    apiVersion: last.apiVersion ?? inputs.apiVersion ?? kind.apiVersion,
    kind: last.kind ?? inputs.kind ?? kind.kind,
    metadata: { ...last.metadata, ...parseId(request.id) },
  };
  try {
    if (kind.patch) {
      await deletePatch(context, request, { object, inputs }, call.signal);
    } else {
      await deleteObject(context, request, { object, inputs: { ...object, ...inputs } }, call);
    }
  } catch (error) {
    // A kind that the server does not know any more has taken its objects with it.
    if (!isNotFound(error)) {
      throw refusal("deleted", object, error);
    }
  }
}

async function deleteObject(
  { client }: ProviderContext,
  request: DeleteRequest,
  { object, inputs }: { object: KubernetesObject; inputs: KubernetesObject },
  { signal, status: report }: Call,
): Promise<void> {
  const { name = "", namespace, uid } = object.metadata;
  const options = { propagationPolicy: propagation(inputs), uid, signal };
  if ((await client.delete({ ...object, name, namespace }, options)) === "gone") {
    return;
  }
  try {
    await awaitDeleted({
      client,
      object,
      inputs,
      operation: "delete",
      timeoutSeconds: request.timeout,
      signal,
      report,
    });
  } catch (error) {
    throw error instanceof AwaitError ? new PluginError(error.message, status.DEADLINE_EXCEEDED) : error;
  }
}

async function deletePatch(
  context: ProviderContext,
  request: DeleteRequest,
  { object, inputs }: { object: KubernetesObject; inputs: KubernetesObject },
  signal: AbortSignal,
): Promise<void> {
  const { name = "", namespace } = object.metadata;
  // Applying to what is not there would create it.
  if ((await context.client.get({ ...object, name, namespace }, signal)) === undefined) {
    return;
  }
  await relinquish(context, object, fieldManagerOf(context, request.urn, inputs, request.oldOutputs), signal);
}
