import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-ephemeral-storage";
import { all, remove, set, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const request = pod("containers[0].resources.requests.ephemeral-storage");
const limit = pod("containers[0].resources.limits.ephemeral-storage");

/** A workload of the shared ones whose containers ask for disk space too. */
function stored(name: string): Given[] {
  const workload = structuredClone(goodWorkloads()[name]!);
  for (const list of ["containers", "initContainers"]) {
    for (const amounts of ["requests", "limits"])
      set(pod(`${list}[0].resources.${amounts}.ephemeral-storage`), "1Gi")(workload);
  }
  return workload;
}

describeRule(rule, {
  baselines: {
    "a Deployment": stored("a Deployment"),
    "a Job": stored("a Job"),
    "a patch": goodWorkloads()["a patch that leaves things out"]!,
  },
  mutations: [
    { name: "no request", change: remove(request), message: "found not set, wanted a quantity above 0" },
    { name: "no limit", change: remove(limit) },
    { name: "a limit of nothing", change: set(limit, "0") },
    {
      name: "an init container without a limit",
      change: remove(pod("initContainers[0].resources.limits.ephemeral-storage")),
    },
    { name: "a Job without a limit", of: "a Job", change: remove(limit) },
    { name: "a missing limit beside an unknown request", change: all(remove(limit), set(request, UNKNOWN)) },
    { name: "a wrong limit in a patch", of: "a patch", change: set(limit, "all") },
  ],
  unknown: [{ name: "an unknown limit", change: set(limit, UNKNOWN) }],
});
