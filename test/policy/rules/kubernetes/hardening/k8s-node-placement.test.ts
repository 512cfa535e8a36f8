import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-node-placement";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const CONTROL_PLANE = "node-role.kubernetes.io/control-plane";
const tolerations = pod("tolerations");
const required = pod("affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms");
const preferred = pod("affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution");
const term = (operator: unknown, key: unknown = CONTROL_PLANE) => ({ matchExpressions: [{ key, operator }] });

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "a toleration for the control plane",
      change: set(tolerations, [{ key: CONTROL_PLANE, effect: "NoSchedule" }]),
      path: `${tolerations}[0].key`,
      message: "wanted nothing that brings the pod to nodes of the control plane",
    },
    {
      name: "a toleration for the control plane by its old name",
      change: set(tolerations, [{ key: "spot" }, { key: "node-role.kubernetes.io/master", operator: "Exists" }]),
      path: `${tolerations}[1].key`,
    },
    {
      name: "a toleration for the control plane of a DaemonSet",
      of: "a DaemonSet",
      change: set(tolerations, [{ key: CONTROL_PLANE }]),
      path: `${tolerations}[0].key`,
    },
    {
      name: "a toleration of every taint",
      change: set(tolerations, [{ operator: "Exists" }]),
      path: `${tolerations}[0]`,
      message: "wanted the key of the taint that is tolerated",
    },
    {
      name: "a toleration of every taint of one effect",
      change: set(tolerations, [{ operator: "Exists", key: "", effect: "NoExecute" }]),
      path: `${tolerations}[0]`,
    },
    { name: "a selector", change: set(`${pod("nodeSelector")}["${CONTROL_PLANE}"]`, "") },
    {
      name: "an affinity that is required",
      change: set(required, [term("Exists", "zone"), term("Exists")]),
      path: `${required}[1].matchExpressions[0].key`,
    },
    {
      name: "an affinity that is preferred",
      change: set(preferred, [{ weight: 1, preference: term("In") }]),
      path: `${preferred}[0].preference.matchExpressions[0].key`,
    },
    {
      name: "a toleration of every taint in a patch",
      of: "a patch that leaves things out",
      change: set(tolerations, [{ operator: "Exists" }]),
      path: `${tolerations}[0]`,
    },
    {
      name: "a selector beside what is not known yet",
      change: all(
        set(`${pod("nodeSelector")}["${CONTROL_PLANE}"]`, ""),
        set(tolerations, UNKNOWN),
        set(required, UNKNOWN),
      ),
    },
    {
      name: "a toleration beside one that is not known yet",
      change: set(tolerations, [{ key: UNKNOWN, operator: UNKNOWN }, { operator: "Exists" }]),
      path: `${tolerations}[1]`,
    },
  ],
  allowed: [
    { name: "a toleration by key", change: set(tolerations, [{ key: "spot", operator: "Exists" }]) },
    {
      name: "a DaemonSet that tolerates every taint",
      of: "a DaemonSet",
      change: set(tolerations, [{ operator: "Exists" }]),
    },
    { name: "another selector", change: set(pod("nodeSelector"), { "kubernetes.io/arch": "arm64" }) },
    { name: "an affinity that keeps away", change: set(required, [term("DoesNotExist")]) },
    { name: "a preference that keeps away", change: set(preferred, [{ weight: 1, preference: term("NotIn") }]) },
    { name: "an operator that is not known yet, of another label", change: set(required, [term(UNKNOWN, "zone")]) },
  ],
  unknown: [
    { name: "unknown tolerations", change: set(tolerations, UNKNOWN) },
    { name: "an unknown selector", change: set(pod("nodeSelector"), UNKNOWN) },
    { name: "an unknown affinity", change: set(required, UNKNOWN) },
    {
      name: "an unknown operator",
      change: set(required, [term(UNKNOWN)]),
      path: `${required}[0].matchExpressions[0].operator`,
    },
  ],
});
