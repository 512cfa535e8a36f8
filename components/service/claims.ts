import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { claimSuffix } from "../../config/names";
import { memory } from "../../config/quantity";
import { transformed } from "../arguments";
import type { Metadata } from "./files";
import type { PodArgs, PodTransforms } from "./pod-arguments";

/**
 * Label of a claim that stays when it is taken out of the program. No rule sees the option by which it does, so that this says it.
 */
const KEPT = "platform.internal/kept";

/**
 * The PersistentVolumeClaims of a workload's volumes, each named by its path, so that one that was kept is the same one when the
 * workload comes back.
 *
 * @returns names of the claims by the path at which they are mounted.
 */
export function persistentVolumeClaims(
  name: string,
  args: PodArgs & { readonly transform?: PodTransforms },
  metadata: Metadata,
  options: pulumi.CustomResourceOptions,
): ReadonlyMap<string, pulumi.Output<string>> {
  return new Map(
    Object.entries(args.volumes ?? {}).map(([path, { size, className, access, keep }]) => {
      const own = metadata(`${args.name}.${claimSuffix(path)}`);
      const claim = new kubernetes.core.v1.PersistentVolumeClaim(
        `${name}-volume-${claimSuffix(path)}`,
        transformed(
          {
            metadata: { ...own, labels: { ...own.labels, ...(keep ? { [KEPT]: "true" } : {}) } },
            spec: {
              accessModes: [access === "one" ? "ReadWriteOnce" : "ReadWriteMany"],
              resources: { requests: { storage: memory(size) } },
              ...(className === undefined ? {} : { storageClassName: className }),
            },
          },
          args.transform?.claim,
        ),
        { ...options, retainOnDelete: keep },
      );
      return [path, claim.metadata.name] as const;
    }),
  );
}
