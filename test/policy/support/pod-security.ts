import { UNKNOWN } from "../../../policy/lib/unknown";
import { all, set } from "./changes";
import type { Mutation } from "./describe-rule";
import { pod } from "./workloads";

/**
 * The same fault in containers of every list, in templates of several kinds, and beside a value that is not known yet.
 *
 * @param what the fault, in words that "in an init container" can follow.
 * @param field below the container.
 * @param value what is wrong there.
 */
export function inContainers(what: string, field: string, value: unknown): Mutation[] {
  const main = `containers[0].${field}`;
  const init = `initContainers[0].${field}`;
  return [
    { name: `${what} in a container`, change: set(pod(main), value) },
    { name: `${what} in an init container`, change: set(pod(init), value) },
    {
      name: `${what} in an ephemeral container`,
      of: "a Pod",
      change: set(`spec.ephemeralContainers[0].${field}`, value),
    },
    {
      name: `${what} in a CronJob`,
      of: "a CronJob",
      change: set(`spec.jobTemplate.spec.template.spec.${main}`, value),
    },
    { name: `${what} in a Rollout`, of: "a Rollout of Argo", change: set(pod(main), value) },
    { name: `${what} in a patch`, of: "a patch that leaves things out", change: set(pod(main), value) },
    {
      name: `${what} beside one that is not known yet`,
      change: all(set(pod(main), value), set(pod(init), UNKNOWN)),
    },
  ];
}

/** The same fault in the pod's own security context and in those of containers. */
export function inSecurityContexts(what: string, field: string, value: unknown): Mutation[] {
  const ofPod = `securityContext.${field}`;
  return [
    { name: `${what} of the pod`, change: set(pod(ofPod), value) },
    { name: `${what} of a bare Pod`, of: "a Pod", change: set(`spec.${ofPod}`, value) },
    { name: `${what} of the pod in a patch`, of: "a patch that leaves things out", change: set(pod(ofPod), value) },
    ...inContainers(what, ofPod, value),
  ];
}
