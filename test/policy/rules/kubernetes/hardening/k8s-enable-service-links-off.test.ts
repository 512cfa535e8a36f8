import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-enable-service-links-off";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const links = pod("enableServiceLinks");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "nothing, which means true", change: remove(links), message: "found not set, wanted false" },
    { name: "true", change: set(links, true) },
    { name: "true in a patch", of: "a patch that leaves things out", change: set(links, true) },
  ],
  unknown: [{ name: "an unknown value", change: set(links, UNKNOWN) }],
  remediated: [{ name: "a pod that says nothing", change: remove(links), set: { [links]: false } }],
  spared: [{ name: "a workload without a pod", change: remove("spec.template.spec") }],
});
