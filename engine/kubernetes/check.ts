import {
  containsUnknown,
  PluginError,
  status,
  Unknown,
  type Call,
  type CheckRequest,
  type CheckResult,
} from "../plugin";
import { unsupported } from "./configuration";
import type { ProviderContext } from "./context";
import { isClusterScoped, isNamespaced } from "./kinds";
import { assignName } from "./naming";
import { normalizeObject, secretData } from "./normalize";
import {
  copySecrets,
  hideSecretData,
  isBuiltInGroup,
  kindOfType,
  mapFromJson,
  toObject,
  type JsonMap,
} from "./objects";
import type { KubernetesObject } from "./types";

/** Fills in what the program leaves open: the name, the namespace, and the one form in which equal inputs are equal. */
export async function checkResource(context: ProviderContext, request: CheckRequest, call: Call): Promise<CheckResult> {
  refuseUnsupported(request.type);
  if (request.newInputs.metadata instanceof Unknown) {
    return { inputs: request.newInputs };
  }
  const { patch } = kindOfType(request.type);
  const secretKind = request.newInputs.apiVersion === "v1" && request.newInputs.kind === "Secret";
  const source = secretKind ? secretData(request.newInputs) : request.newInputs;
  const declared = normalizeObject(toObject(source));
  if (declared.metadata.generateName !== undefined) {
    const reason = "server-side apply needs a name; leave out generateName and let a name be made";
    return { inputs: source, failures: [{ property: "metadata.generateName", reason }] };
  }
  if (patch && declared.metadata.name === undefined) {
    const reason = "a Patch resource changes an object that exists; give that object's name";
    return { inputs: source, failures: [{ property: "metadata.name", reason }] };
  }

  const old = Object.keys(request.oldInputs).length > 0 ? toObject(request.oldInputs) : undefined;
  const named = assignName(declared, old, {
    logicalName: request.name,
    seed: nameSeed(context, request, old),
    autonaming: request.autonaming,
  });
  const object = await withNamespace(context, named, call.signal);
  context.announcements.announce(request.urn, object, old !== undefined);
  return { inputs: hideSecretData(copySecrets(mapFromJson(object as unknown as JsonMap), source)) };
}

/**
 * What a new name is made of. It does not change from run to run, but a replacement, for which the engine asks again without
 * the old inputs, has to have another name than the object that it replaces.
 */
function nameSeed(context: ProviderContext, { urn }: CheckRequest, old: KubernetesObject | undefined): string {
  if (old?.metadata.name !== undefined) {
    context.lastNames.set(urn, old.metadata.name);
  }
  return [context.identity, urn, context.lastNames.get(urn) ?? ""].join(" ");
}

async function withNamespace(
  context: ProviderContext,
  object: KubernetesObject,
  signal: AbortSignal,
): Promise<KubernetesObject> {
  const { namespace, ...metadata } = object.metadata;
  // A namespace that is given is believed without asking the server, unless it is known to be a mistake.
  const namespaced = namespace !== undefined ? !isClusterScoped(object) : await isNamespaced(context, object, signal);
  return { ...object, metadata: namespaced ? { ...metadata, namespace: namespace ?? context.namespace } : metadata };
}

/** Types of the SDK that are no Kubernetes objects. */
function refuseUnsupported(type: string): void {
  const [, module = "", name = ""] = type.split(":");
  if (module.startsWith("helm.sh/")) {
    throw unsupported(
      "A Helm release",
      "Declare the objects as typed resources, or use the official Kubernetes plugin.",
    );
  }
  if (name.endsWith("List") && name !== "List" && isBuiltInGroup(module.split("/")[0]!)) {
    throw new PluginError(
      `"${type}" is a list, and a list cannot be created. Declare each of its objects as a resource of its own.`,
      status.INVALID_ARGUMENT,
    );
  }
}

/** Whether the inputs can be shown to the server as they are. */
export function isKnown(object: KubernetesObject): boolean {
  return !containsUnknown(object);
}
