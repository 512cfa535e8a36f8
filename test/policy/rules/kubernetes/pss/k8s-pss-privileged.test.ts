import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-privileged";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const privileged = pod("containers[0].securityContext.privileged");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "a privileged container",
      change: set(privileged, true),
      message: "found true, wanted false or not set",
    },
    {
      name: "a privileged init container",
      change: set(pod("initContainers[0].securityContext.privileged"), true),
    },
    {
      name: "a privileged ephemeral container",
      of: "a Pod",
      change: set("spec.ephemeralContainers[0].securityContext.privileged", true),
    },
    {
      name: "a privileged container of a CronJob",
      of: "a CronJob",
      change: set("spec.jobTemplate.spec.template.spec.containers[0].securityContext.privileged", true),
    },
    {
      name: "a privileged container of a Rollout",
      of: "a Rollout of Argo",
      change: set(privileged, true),
    },
    {
      name: "a privileged container in a patch",
      of: "a patch that leaves things out",
      change: set(privileged, true),
    },
    {
      name: "a privileged container beside one that is not known yet",
      change: all(set(privileged, true), set(pod("initContainers[0].securityContext.privileged"), UNKNOWN)),
    },
  ],
  allowed: [
    { name: "false", change: set(privileged, false) },
    { name: "no security context", change: remove(pod("containers[0].securityContext")) },
  ],
  unknown: [
    { name: "an unknown value", change: set(privileged, UNKNOWN) },
    { name: "unknown containers", change: set(pod("containers"), UNKNOWN) },
  ],
});
