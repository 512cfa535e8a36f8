import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-cpu-limit";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const limit = pod("containers[0].resources.limits.cpu");
const ofInitContainer = pod("initContainers[0].resources.limits.cpu");
const both = all(set(limit, "1"), set(ofInitContainer, "500m"));
const require = { mode: "require" };
const forbid = { mode: "forbid" };

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "no limit where it is required",
      parameters: require,
      change: set(ofInitContainer, "1"),
      path: limit,
      message: "found not set, wanted a quantity above 0",
    },
    {
      name: "an init container without the required limit",
      parameters: require,
      change: set(limit, "1"),
      path: ofInitContainer,
    },
    { name: "a required limit of nothing", parameters: require, change: all(both, set(limit, "0")), path: limit },
    {
      name: "a limit where it is forbidden",
      parameters: forbid,
      change: set(limit, "1"),
      message: 'found "1", wanted not set',
    },
    { name: "an init container with a forbidden limit", parameters: forbid, change: set(ofInitContainer, "1") },
    {
      name: "a forbidden limit beside an unknown one",
      parameters: forbid,
      change: all(set(limit, "1"), set(ofInitContainer, UNKNOWN)),
    },
    {
      name: "a forbidden limit in a patch",
      of: "a patch that leaves things out",
      parameters: forbid,
      change: set(limit, "1"),
    },
  ],
  allowed: [
    { name: "any limit as long as nothing is decided", change: set(limit, "1") },
    { name: "limits where they are required", parameters: require, change: both },
    {
      name: "a patch without the required limit",
      of: "a patch that leaves things out",
      parameters: require,
      change: set(pod("containers[0].image"), "web"),
    },
    { name: "no limit where it is forbidden", parameters: forbid, change: remove(pod("containers[0].resources")) },
  ],
  unknown: [{ name: "an unknown limit", parameters: forbid, change: set(limit, UNKNOWN) }],
});
