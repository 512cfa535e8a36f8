import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-run-as-non-root";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { inSecurityContexts } from "../../../support/pod-security";
import { goodWorkloads, pod } from "../../../support/workloads";

const ofPod = pod("securityContext.runAsNonRoot");
const ofContainer = pod("containers[0].securityContext.runAsNonRoot");
const ofInitContainer = pod("initContainers[0].securityContext.runAsNonRoot");
const removed = remove(ofPod);
const containersAlone = all(set(ofContainer, true), set(ofInitContainer, true));

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    ...inSecurityContexts("root", "runAsNonRoot", false),
    {
      name: "no word about it",
      change: removed,
      path: ofContainer,
      message: "found not set, wanted true, here or for the pod",
    },
    {
      name: "no word about it in one container of two",
      change: all(removed, set(ofContainer, true)),
      path: ofInitContainer,
    },
    { name: "a pod as root whose containers are not", change: all(set(ofPod, false), containersAlone) },
    {
      name: "a user namespace before it counted",
      change: all(set(ofPod, false), set(pod("hostUsers"), false)),
      parameters: { kubernetesVersion: "1.34" },
    },
    { name: "the node's users", change: all(set(ofPod, false), set(pod("hostUsers"), true)) },
    { name: "a Windows pod", change: all(removed, set(pod("os.name"), "windows")), path: ofContainer },
  ],
  allowed: [
    { name: "containers that say so themselves", change: all(removed, containersAlone) },
    { name: "a user namespace", change: all(set(ofPod, false), set(pod("hostUsers"), false)) },
    {
      name: "a user namespace in the first version where it counts",
      change: all(removed, set(pod("hostUsers"), false)),
      parameters: { kubernetesVersion: "1.35" },
    },
  ],
  unknown: [
    { name: "an unknown value of the pod", change: set(ofPod, UNKNOWN) },
    { name: "an unknown value of a container", change: set(ofContainer, UNKNOWN) },
    { name: "unknown users", change: all(removed, set(pod("hostUsers"), UNKNOWN)), path: pod("hostUsers") },
  ],
});
