import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-capabilities-baseline";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { inContainers } from "../../../support/pod-security";
import { goodWorkloads, pod } from "../../../support/workloads";

const add = pod("containers[0].securityContext.capabilities.add");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    ...inContainers("a capability to administer", "securityContext.capabilities.add[0]", "SYS_ADMIN"),
    {
      name: "raw sockets after all capabilities were dropped",
      change: set(add, ["NET_RAW"]),
      path: `${add}[0]`,
      message: 'found "NET_RAW", wanted one of AUDIT_WRITE, ',
    },
    { name: "all of them", change: set(add, ["ALL"]), path: `${add}[0]` },
    { name: "a name that Kubernetes does not use", change: set(add, ["CAP_CHOWN"]), path: `${add}[0]` },
    { name: "a name in small letters", change: set(add, ["chown"]), path: `${add}[0]` },
    { name: "one after those that are allowed", change: set(add, ["CHOWN", "BPF"]), path: `${add}[1]` },
    { name: "one after one that is not known yet", change: set(add, [UNKNOWN, "BPF"]), path: `${add}[1]` },
  ],
  allowed: [
    { name: "none", change: set(add, []) },
    {
      name: "those that runtimes grant by themselves",
      change: set(add, [
        ...["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE"],
        ...["SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"],
      ]),
    },
  ],
  unknown: [
    { name: "unknown capabilities", change: set(add, UNKNOWN) },
    { name: "an unknown capability", change: set(add, [UNKNOWN]), path: `${add}[0]` },
  ],
});
