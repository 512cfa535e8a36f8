import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-revision-history-kept";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloadsOf } from "../../../support/objects";

const limit = "spec.revisionHistoryLimit";

describeRule(rule, {
  baselines: goodWorkloadsOf("a Deployment", "a StatefulSet", "a DaemonSet", "a patch that leaves things out"),
  mutations: [
    { name: "no revision", change: set(limit, 0) },
    { name: "no revision of a StatefulSet", of: "a StatefulSet", change: set(limit, 0) },
    { name: "no revision in a patch", of: "a patch that leaves things out", change: set(limit, 0) },
    { name: "what is not a number", change: set(limit, "none") },
  ],
  allowed: [{ name: "one revision", change: set(limit, 1) }],
  unknown: [{ name: "an unknown limit", change: set(limit, UNKNOWN) }],
});
