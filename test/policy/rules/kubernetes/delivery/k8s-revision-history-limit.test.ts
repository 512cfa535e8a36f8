import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-revision-history-limit";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloadsOf } from "../../../support/objects";

const limit = "spec.revisionHistoryLimit";
const patch = "a patch that leaves things out";
const baselines = goodWorkloadsOf("a Deployment", "a StatefulSet", "a DaemonSet");
for (const given of Object.values(baselines)) set(limit, 5)(given);

describeRule(rule, {
  baselines: { ...baselines, ...goodWorkloadsOf(patch) },
  mutations: [
    { name: "no limit", change: remove(limit), message: "found not set, wanted a number from 1 to 10" },
    { name: "no revision at all", change: set(limit, 0) },
    { name: "too many revisions", of: "a StatefulSet", change: set(limit, 11) },
    { name: "too many revisions in a patch", of: patch, change: set(limit, 11) },
  ],
  allowed: [
    { name: "one", change: set(limit, 1) },
    { name: "ten", of: "a DaemonSet", change: set(limit, 10) },
  ],
  unknown: [{ name: "an unknown limit", change: set(limit, UNKNOWN) }],
  remediated: [
    { name: "a Deployment without a limit", change: remove(limit), set: { [limit]: 5 } },
    { name: "a DaemonSet without a limit", of: "a DaemonSet", change: remove(limit), set: { [limit]: 5 } },
  ],
  spared: [
    { name: "a Deployment without a spec", change: remove("spec") },
    { name: "a StatefulSet, which would be replaced", of: "a StatefulSet", change: remove(limit) },
  ],
});
