import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-selinux";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { inSecurityContexts } from "../../../support/pod-security";
import { goodWorkloads, pod } from "../../../support/workloads";

const options = pod("securityContext.seLinuxOptions");
const type = `${options}.type`;

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    ...inSecurityContexts("another type", "seLinuxOptions.type", "spc_t"),
    ...inSecurityContexts("a user", "seLinuxOptions.user", "system_u"),
    ...inSecurityContexts("a role", "seLinuxOptions.role", "sysadm_r"),
    {
      name: "a type that the version does not know yet",
      change: set(type, "container_engine_t"),
      parameters: { kubernetesVersion: "1.30" },
      message: "wanted one of container_t, container_init_t, container_kvm_t, or not set",
    },
    {
      name: "a user where the type is not known yet",
      change: set(options, { type: UNKNOWN, user: "u" }),
      path: `${options}.user`,
    },
  ],
  allowed: [
    ...["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"].map((value) => ({
      name: `the type "${value}"`,
      change: set(type, value),
    })),
    {
      name: "the type for engines in the first version that has it",
      change: set(type, "container_engine_t"),
      parameters: { kubernetesVersion: "1.31" },
    },
    { name: "a level", change: set(options, { level: "s0:c123,c456", user: "", role: "" }) },
  ],
  unknown: ["type", "user", "role"].map((field) => ({
    name: `an unknown ${field}`,
    change: set(`${options}.${field}`, UNKNOWN),
  })),
});
