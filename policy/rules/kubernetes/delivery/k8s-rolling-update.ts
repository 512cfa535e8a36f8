import { kinds } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

const deployments = kinds("apps/Deployment");
const statefulSets = kinds("apps/StatefulSet");

export default defineRule({
  id: "k8s-rolling-update",
  title: "A new version replaces the pods of a workload a few at a time",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["kube-score deployment-strategy", "kube-linter no-rolling-update-strategy"],
  fields: ["spec.strategy", "spec.updateStrategy.type", "spec.replicas", "volumes[].persistentVolumeClaim"],
  why: "Without a rolling update, or with one that stops many pods at once, every release is an outage or an overload.",
  fix: "Use the strategy RollingUpdate with maxUnavailable 0 or at most 25%, and a maxSurge above 0.",
  appliesTo: (type) => deployments(type) || statefulSets(type),
  check(resource, check) {
    if (statefulSets(resource.type)) {
      check.expect(resource.at("spec", "updateStrategy", "type"), isRolling, "RollingUpdate");
      return;
    }
    const strategy = resource.at("spec", "strategy");
    check.expect(
      strategy.at("type"),
      (value) => isRolling(value) || (value === "Recreate" && hasClaim(resource)),
      "RollingUpdate, or Recreate for pods with a PersistentVolumeClaim",
    );
    check.expect(
      strategy.at("rollingUpdate", "maxUnavailable"),
      (value) => value === undefined || isFewOf(value, resource.at("spec", "replicas"), resource.kind.isPatch),
      "0, at most 25%, or a number of at most a quarter of spec.replicas",
    );
    check.expect(
      strategy.at("rollingUpdate", "maxSurge"),
      (value) => value === undefined || share(value) > 0 || (typeof value === "number" && value > 0),
      "more than 0",
    );
  },
});

/** The API server takes RollingUpdate where nothing is said. */
function isRolling(value: unknown): boolean {
  return value === undefined || value === "RollingUpdate";
}

/** A volume that one node mounts cannot be in an old pod and a new one at once. */
function hasClaim(resource: Resource): boolean {
  const volumes = podTemplate(resource)!.at("volumes");
  volumes.read();
  return volumes.items().some((volume) => volume.at("persistentVolumeClaim").exists);
}

function isFewOf(value: unknown, replicas: Node, isPatch: boolean): boolean {
  if (typeof value !== "number") return share(value) <= 0.25;
  if (value === 0 || (isPatch && !replicas.exists)) return true;
  return value / (replicas.number() ?? 1) <= 0.25;
}

/** A percentage as a fraction; not a number for what is none, which is neither little nor much. */
function share(value: unknown): number {
  return typeof value === "string" ? Number(/^(\d+)%$/.exec(value)?.[1]) / 100 : NaN;
}
