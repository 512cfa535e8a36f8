import { kindOf } from "../resource";
import type { Applies } from "../stack";

/** Kinds with a pod template, and the keys that lead to the template from the resource. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  "/Pod": [],
  "/PodTemplate": ["template"],
  "/ReplicationController": ["spec", "template"],
  "apps/Deployment": ["spec", "template"],
  "apps/StatefulSet": ["spec", "template"],
  "apps/DaemonSet": ["spec", "template"],
  "apps/ReplicaSet": ["spec", "template"],
  "batch/Job": ["spec", "template"],
  "batch/CronJob": ["spec", "jobTemplate", "spec", "template"],
  // The groups that held these kinds before, whose types the SDK still has.
  "extensions/Deployment": ["spec", "template"],
  "extensions/DaemonSet": ["spec", "template"],
  "extensions/ReplicaSet": ["spec", "template"],
  "argoproj.io/Rollout": ["spec", "template"],
};

/** The keys that lead to the pod template of a kind; undefined for a kind without one. A pod is its own template. */
export function templateKeys(type: string): readonly string[] | undefined {
  const kind = kindOf(type);
  return kind.package === "kubernetes" ? TEMPLATES[`${kind.group}/${kind.name}`] : undefined;
}

/** Accepts every kind with a pod template, patches among them. */
export const workloads: Applies = (type) => templateKeys(type) !== undefined;

/**
 * Accepts Kubernetes kinds by group and kind, in every version, patches among them.
 *
 * @param names such as `apps/Deployment`; the core group is empty: `/Service`.
 */
export function kinds(...names: readonly string[]): Applies {
  const accepted = new Set(names);
  return (type) => {
    const kind = kindOf(type);
    return kind.package === "kubernetes" && accepted.has(`${kind.group}/${kind.name}`);
  };
}

/** Workloads that run until they are stopped. */
export const services: Applies = kinds(
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "extensions/Deployment",
  "extensions/DaemonSet",
  "argoproj.io/Rollout",
);

/** Accepts every resource that is an object of a cluster: no chart, no provider, no component. */
export const objects: Applies = (type) => {
  const kind = kindOf(type);
  return kind.package === "kubernetes" && kind.version !== "" && !["helm.sh", "yaml", "kustomize"].includes(kind.group);
};
