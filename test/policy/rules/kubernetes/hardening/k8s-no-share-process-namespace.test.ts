import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-no-share-process-namespace";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const shared = pod("shareProcessNamespace");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "a shared namespace", change: set(shared, true), message: "found true, wanted false or not set" },
    { name: "a shared namespace of a Pod", of: "a Pod", change: set("spec.shareProcessNamespace", true) },
    { name: "a shared namespace in a patch", of: "a patch that leaves things out", change: set(shared, true) },
  ],
  allowed: [{ name: "false", change: set(shared, false) }],
  unknown: [{ name: "an unknown value", change: set(shared, UNKNOWN) }],
});
