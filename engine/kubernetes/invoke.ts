import { parseAllDocuments } from "yaml";
import { PluginError, status, type Call, type PropertyMap } from "../plugin";
import { unsupported } from "./configuration";
import type { ProviderContext } from "./context";
import { isNamespaced } from "./kinds";
import { isJsonList, isJsonMap, mapFromJson, type Json } from "./objects";
import type { KubernetesObject } from "./types";

/** Answers the functions that the SDK's own components call. */
export async function invokeFunction(
  context: ProviderContext,
  { token, args }: { token: string; args: PropertyMap },
  { signal }: Call,
): Promise<{ result: PropertyMap }> {
  if (token !== "kubernetes:yaml:decode") {
    throw unsupported(`The function ${token}`, "Declare the objects as typed resources, or use the official plugin.");
  }
  if (typeof args.text !== "string") {
    throw new PluginError(`The function ${token} needs the argument "text".`, status.INVALID_ARGUMENT);
  }
  const namespace = typeof args.defaultNamespace === "string" ? args.defaultNamespace : "";
  const result: PropertyMap[] = [];
  for (const object of decodeYaml(args.text)) {
    const bare = object.metadata?.namespace === undefined;
    const metadata = bare && namespace && (await isNamespaced(context, object, signal)) ? { namespace } : {};
    const placed = { ...object, metadata: { ...object.metadata, ...metadata } };
    result.push(mapFromJson(placed));
  }
  return { result: { result } };
}

/** The objects of a YAML text; lists are taken apart. */
function decodeYaml(text: string): KubernetesObject[] {
  return parseAllDocuments(text).flatMap((document, index) => {
    const [error] = document.errors;
    if (error) {
      throw new PluginError(
        `Document ${index + 1} of the YAML text is malformed: ${error.message}`,
        status.INVALID_ARGUMENT,
      );
    }
    const value = document.toJS() as Json;
    return value === null ? [] : objectsIn(value, index);
  });
}

function objectsIn(value: Json, index: number): KubernetesObject[] {
  if (!isJsonMap(value) || typeof value.kind !== "string" || typeof value.apiVersion !== "string") {
    throw new PluginError(
      `Document ${index + 1} of the YAML text is not a Kubernetes object: it has no apiVersion and kind.`,
      status.INVALID_ARGUMENT,
    );
  }
  return value.kind.endsWith("List") && isJsonList(value.items)
    ? value.items.flatMap((item) => objectsIn(item, index))
    : [value as unknown as KubernetesObject];
}
