import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-memory-limit";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const limit = pod("containers[0].resources.limits.memory");
const ofInitContainer = pod("initContainers[0].resources.limits.memory");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "no limit", change: remove(limit), message: "found not set, wanted a quantity above 0" },
    { name: "an init container without a limit", change: remove(ofInitContainer) },
    {
      name: "a Job without a limit",
      of: "a Job",
      change: remove(limit),
    },
    { name: "a limit of nothing, which is none", change: set(limit, "0") },
    { name: "a limit that is not a quantity", change: set(limit, "much") },
    { name: "a missing limit beside an unknown one", change: all(remove(limit), set(ofInitContainer, UNKNOWN)) },
    { name: "a wrong limit in a patch", of: "a patch that leaves things out", change: set(limit, 0) },
  ],
  allowed: [
    { name: "bytes as a number", change: set(limit, 536870912) },
    {
      name: "an ephemeral container, which may not have any",
      of: "a Pod",
      change: remove("spec.ephemeralContainers[0].resources"),
    },
  ],
  unknown: [{ name: "an unknown limit", change: set(limit, UNKNOWN) }],
});
