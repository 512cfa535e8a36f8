import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-seccomp-baseline";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { inSecurityContexts } from "../../../support/pod-security";
import { goodWorkloads, pod } from "../../../support/workloads";

const ofPod = pod("securityContext.seccompProfile.type");
const ofContainer = pod("containers[0].securityContext.seccompProfile.type");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    ...inSecurityContexts("no profile", "seccompProfile.type", "Unconfined"),
    {
      name: "a container that gives up the pod's profile",
      change: set(ofContainer, "Unconfined"),
      message: 'found "Unconfined", wanted RuntimeDefault or Localhost, or not set',
    },
    {
      name: "a pod without a profile whose containers all have one",
      change: all(
        set(ofPod, "Unconfined"),
        set(ofContainer, "RuntimeDefault"),
        set(pod("initContainers[0].securityContext.seccompProfile.type"), "RuntimeDefault"),
      ),
    },
  ],
  allowed: [
    { name: "no word about it", change: remove(pod("securityContext.seccompProfile")) },
    { name: "a profile of the node", change: set(ofPod, "Localhost") },
    { name: "the runtime's profile for a container", change: set(ofContainer, "RuntimeDefault") },
  ],
  unknown: [
    { name: "an unknown profile of the pod", change: set(ofPod, UNKNOWN) },
    { name: "an unknown profile of a container", change: set(ofContainer, UNKNOWN) },
  ],
});
