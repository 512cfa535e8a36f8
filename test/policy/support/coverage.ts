import type { Given } from "./changes";
import { goodWorkloads } from "./workloads";

/** A workload of a kind that `goodWorkloads` has: its pods have a port. */
export const servingWorkload = (kind: string): Given => goodWorkloads()[kind]![0]!;

/** The ports of its pods. An init container has some too, but ends. */
export const PORTS = "spec.template.spec.containers[0].ports";

/** A Namespace of the stack. */
export const namespace = (name: string): Given => ({
  type: "kubernetes:core/v1:Namespace",
  name: `namespace-${name}`,
  properties: { metadata: { name } },
});
