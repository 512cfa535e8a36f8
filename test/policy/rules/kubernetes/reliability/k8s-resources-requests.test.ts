import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-resources-requests";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const cpu = pod("containers[0].resources.requests.cpu");
const memory = pod("containers[0].resources.requests.memory");
const wanted = "found not set, wanted a quantity above 0";

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "no CPU request", change: remove(cpu), message: wanted },
    { name: "no memory request", change: remove(memory), message: wanted },
    { name: "no resources at all", change: remove(pod("containers[0].resources")), path: cpu },
    { name: "an init container without a request", change: remove(pod("initContainers[0].resources.requests.cpu")) },
    {
      name: "a CronJob without a request",
      of: "a CronJob",
      change: remove("spec.jobTemplate.spec.template.spec.containers[0].resources.requests.memory"),
    },
    {
      name: "a limit in the place of a request",
      change: all(remove(cpu), set(pod("containers[0].resources.limits.cpu"), 1)),
    },
    { name: "a request of nothing", change: set(cpu, "0"), message: 'found "0"' },
    { name: "a request that is not a quantity", change: set(memory, "512 MB") },
    { name: "a missing request beside an unknown one", change: all(remove(cpu), set(memory, UNKNOWN)) },
    { name: "a wrong request in a patch", of: "a patch that leaves things out", change: set(cpu, "0m") },
  ],
  allowed: [
    { name: "a number", change: set(cpu, 0.5) },
    {
      name: "an ephemeral container, which may not have any",
      of: "a Pod",
      change: remove("spec.ephemeralContainers[0].resources"),
    },
  ],
  unknown: [
    { name: "an unknown request", change: set(cpu, UNKNOWN) },
    { name: "unknown containers", change: set(pod("containers"), UNKNOWN) },
  ],
});
