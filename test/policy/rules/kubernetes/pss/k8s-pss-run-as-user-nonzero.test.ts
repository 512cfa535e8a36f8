import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-run-as-user-nonzero";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { inSecurityContexts } from "../../../support/pod-security";
import { goodWorkloads, pod } from "../../../support/workloads";

const ofPod = pod("securityContext.runAsUser");
const ofContainer = pod("containers[0].securityContext.runAsUser");
const inUserNamespace = all(set(ofPod, 0), set(pod("hostUsers"), false));

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    ...inSecurityContexts("root", "runAsUser", 0),
    {
      name: "root in an init container of a pod that must not run as root",
      change: all(
        set(pod("initContainers[0].securityContext.runAsUser"), 0),
        set(pod("securityContext.runAsNonRoot"), true),
      ),
      message: "found 0, wanted a number of 1 or more, or not set",
    },
    { name: "root for a pod whose containers are others", change: all(set(ofPod, 0), set(ofContainer, 1)) },
    {
      name: "root in a user namespace before it counted",
      change: inUserNamespace,
      parameters: { kubernetesVersion: "1.34" },
    },
    { name: "root with the node's users", change: all(set(ofPod, 0), set(pod("hostUsers"), true)) },
  ],
  allowed: [
    { name: "no word about it", change: remove(ofPod) },
    { name: "the smallest number", change: set(ofContainer, 1) },
    { name: "root in a user namespace", change: inUserNamespace },
    {
      name: "root in a user namespace in the first version where it counts",
      change: inUserNamespace,
      parameters: { kubernetesVersion: "1.35" },
    },
  ],
  unknown: [
    { name: "an unknown user of the pod", change: set(ofPod, UNKNOWN) },
    { name: "an unknown user of a container", change: set(ofContainer, UNKNOWN) },
    { name: "unknown users", change: all(set(ofPod, 0), set(pod("hostUsers"), UNKNOWN)), path: pod("hostUsers") },
  ],
});
