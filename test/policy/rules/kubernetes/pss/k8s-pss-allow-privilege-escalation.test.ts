import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-allow-privilege-escalation";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { inContainers } from "../../../support/pod-security";
import { goodWorkloads, pod } from "../../../support/workloads";

const field = "securityContext.allowPrivilegeEscalation";
const ofContainer = pod(`containers[0].${field}`);
const ofInitContainer = pod(`initContainers[0].${field}`);
const privileged = pod("containers[0].securityContext.privileged");
const added = pod("containers[0].securityContext.capabilities.add");
const removed = all(remove(ofContainer), remove(ofInitContainer));

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    ...inContainers("more privileges", field, true),
    { name: "no word about it", change: remove(ofContainer), message: "found not set, wanted false" },
    { name: "no word about it in an init container", change: remove(ofInitContainer) },
    { name: "no security context", change: remove(pod("containers[0].securityContext")), path: ofContainer },
    { name: "a Linux pod", change: all(remove(ofContainer), set(pod("os.name"), "linux")) },
  ],
  allowed: [{ name: "a Windows pod", change: all(removed, set(pod("os.name"), "windows")) }],
  unknown: [
    { name: "an unknown value", change: set(ofContainer, UNKNOWN) },
    { name: "an unknown system", change: all(removed, set(pod("os.name"), UNKNOWN)), path: pod("os.name") },
  ],
  remediated: [
    {
      name: "containers that say nothing about it",
      change: removed,
      set: { [ofContainer]: false, [ofInitContainer]: false },
    },
    {
      name: "a container with a capability that gives no such privileges",
      change: all(remove(ofContainer), set(added, ["NET_BIND_SERVICE"])),
      set: { [ofContainer]: false },
    },
    {
      name: "a container that says nothing at all",
      change: remove(pod("containers[0].securityContext")),
      set: { [ofContainer]: false },
    },
  ],
  // What the API server would refuse together with the remedy.
  spared: [
    { name: "a privileged container", change: all(remove(ofContainer), set(privileged, true)) },
    {
      name: "a container that may turn out to be privileged",
      change: all(remove(ofContainer), set(privileged, UNKNOWN)),
    },
    { name: "one that administers", change: all(remove(ofContainer), set(added, ["CHOWN", "SYS_ADMIN"])) },
    { name: "one that administers by another name", change: all(remove(ofContainer), set(added, ["CAP_SYS_ADMIN"])) },
    { name: "one with an unknown capability", change: all(remove(ofContainer), set(added, [UNKNOWN])) },
    { name: "one with unknown capabilities", change: all(remove(ofContainer), set(added, UNKNOWN)) },
    { name: "a Windows pod", change: all(removed, set(pod("os.name"), "windows")) },
    { name: "a pod of an unknown system", change: all(removed, set(pod("os.name"), UNKNOWN)) },
  ],
});
