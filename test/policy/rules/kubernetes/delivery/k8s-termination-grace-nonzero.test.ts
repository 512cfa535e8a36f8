import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-termination-grace-nonzero";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const grace = pod("terminationGracePeriodSeconds");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "no time", change: set(grace, 0) },
    { name: "no time for a pod of its own", of: "a Pod", change: set("spec.terminationGracePeriodSeconds", 0) },
    {
      name: "no time for the pods of a CronJob",
      of: "a CronJob",
      change: set("spec.jobTemplate.spec.template.spec.terminationGracePeriodSeconds", 0),
    },
    { name: "no time in a patch", of: "a patch that leaves things out", change: set(grace, 0) },
  ],
  allowed: [{ name: "a second", change: set(grace, 1) }],
  unknown: [{ name: "an unknown time", change: set(grace, UNKNOWN) }],
});
