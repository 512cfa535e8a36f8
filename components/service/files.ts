import { createHash } from "node:crypto";
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { fileKey } from "../../config/names";
import { transformed } from "../arguments";
import type { PodArgs, PodTransforms } from "./pod-arguments";

/** Name, namespace and labels of an object of a workload. */
export type Metadata = (objectName?: string) => {
  name: string;
  namespace: pulumi.Output<string>;
  labels: Record<string, string>;
};

/**
 * The files' ConfigMap is named by its content, as an object and as a resource. Changed files are then a new ConfigMap
 * beside the old one, which goes only when no replica uses it any more: one update of the workload, nothing replaced,
 * and a release that fails leaves the old replicas what they need.
 */
export function filesConfigMap(
  name: string,
  args: PodArgs & { readonly transform?: PodTransforms },
  metadata: Metadata,
  options: pulumi.CustomResourceOptions,
): kubernetes.core.v1.ConfigMap | undefined {
  const data = Object.fromEntries(Object.entries(args.files ?? {}).map(([path, text]) => [fileKey(path), text]));
  if (Object.keys(data).length === 0) return undefined;
  const hash = createHash("sha256")
    .update(JSON.stringify(Object.entries(data).toSorted()))
    .digest("hex")
    .slice(0, 8);
  return new kubernetes.core.v1.ConfigMap(
    `${name}-files-${hash}`,
    transformed({ metadata: metadata(`${args.name}-files-${hash}`), data, immutable: true }, args.transform?.files),
    options,
  );
}
