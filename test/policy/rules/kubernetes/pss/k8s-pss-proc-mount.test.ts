import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-proc-mount";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { inContainers } from "../../../support/pod-security";
import { goodWorkloads, pod } from "../../../support/workloads";

const procMount = pod("containers[0].securityContext.procMount");
const unmasked = set(procMount, "Unmasked");
const inUserNamespace = all(unmasked, set(pod("hostUsers"), false));
const baseline = (kubernetesVersion: string) => ({ kubernetesVersion, profile: "baseline" });

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    ...inContainers("unmasked /proc", "securityContext.procMount", "Unmasked"),
    { name: "unmasked /proc in a user namespace", change: inUserNamespace, message: "wanted Default or not set" },
    {
      name: "unmasked /proc in a user namespace before baseline allowed it",
      change: inUserNamespace,
      parameters: baseline("1.34"),
    },
    {
      name: "unmasked /proc with the node's users",
      change: all(unmasked, set(pod("hostUsers"), true)),
      parameters: baseline("1.35"),
    },
    { name: "unmasked /proc in baseline", change: unmasked, parameters: baseline("1.35") },
  ],
  allowed: [
    { name: "the default", change: set(procMount, "Default") },
    {
      name: "unmasked /proc in a user namespace where baseline allows it",
      change: inUserNamespace,
      parameters: baseline("1.35"),
    },
  ],
  unknown: [
    { name: "an unknown mount", change: set(procMount, UNKNOWN) },
    {
      name: "unknown users where baseline depends on them",
      change: all(unmasked, set(pod("hostUsers"), UNKNOWN)),
      path: pod("hostUsers"),
      parameters: baseline("1.35"),
    },
  ],
});
