import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-memory-limit-equals-request";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const limit = pod("containers[0].resources.limits.memory");
const request = pod("containers[0].resources.requests.memory");
const patch = "a patch that leaves things out";

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "a higher limit", change: set(limit, "1Gi"), message: 'found "1Gi", wanted "512Mi", as requested' },
    { name: "a lower limit", change: set(limit, "256Mi") },
    { name: "a request without a limit", change: remove(limit), message: "found not set" },
    {
      name: "an init container with a higher limit",
      change: set(pod("initContainers[0].resources.limits.memory"), "1Gi"),
    },
    { name: "decimal beside binary units", change: set(limit, "512M") },
    { name: "a patch with both", of: patch, change: all(set(limit, "2Gi"), set(request, "1Gi")) },
    {
      name: "a difference beside an unknown one",
      change: all(set(limit, "1Gi"), set(pod("initContainers[0].resources.limits.memory"), UNKNOWN)),
    },
  ],
  allowed: [
    { name: "the same in other units", change: all(set(limit, "1Gi"), set(request, "1024Mi")) },
    { name: "no request, which then is the limit", change: remove(request) },
    { name: "neither", change: remove(pod("containers[0].resources")) },
    { name: "a patch with a request alone", of: patch, change: set(request, "1Gi") },
  ],
  unknown: [
    { name: "an unknown limit", change: set(limit, UNKNOWN) },
    { name: "an unknown request", change: set(request, UNKNOWN) },
  ],
});
