import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-limit-request-ratio";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const limit = pod("containers[0].resources.limits.memory");
const request = pod("containers[0].resources.requests.memory");
const ofInitContainer = pod("initContainers[0].resources.limits.memory");
const cpu = pod("containers[0].resources.limits.cpu");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "a limit of three times the request",
      change: set(limit, "1536Mi"),
      message: 'found "1536Mi", wanted at most 2.5 times the request of "512Mi"',
    },
    { name: "an init container with such a limit", change: set(ofInitContainer, "2Gi") },
    { name: "a request of nothing", change: set(request, "0"), path: limit },
    { name: "more than the parameter says", parameters: { maxRatio: 1 }, change: set(limit, "513Mi") },
    { name: "CPU, where the parameter names it", parameters: { resources: ["cpu"] }, change: set(cpu, 1) },
    {
      name: "a high limit beside an unknown one",
      change: all(set(ofInitContainer, UNKNOWN), set(limit, "2Gi")),
      path: limit,
    },
  ],
  allowed: [
    { name: "exactly the ratio", change: set(limit, "1280Mi") },
    { name: "CPU, where the parameter does not name it", change: set(cpu, 1) },
    { name: "a limit without a request, which then is the limit", change: remove(request) },
    { name: "no limit", change: remove(limit) },
    { name: "a request below zero without a limit", change: all(remove(limit), set(request, "-1Mi")) },
  ],
  unknown: [
    { name: "an unknown limit", change: set(limit, UNKNOWN) },
    { name: "an unknown request", change: set(request, UNKNOWN) },
  ],
});
