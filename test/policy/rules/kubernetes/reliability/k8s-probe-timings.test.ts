import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-probe-timings";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { probed } from "../../../support/probes";
import { goodWorkloads, pod } from "../../../support/workloads";

const timeout = (name: string) => pod(`containers[0].${name}Probe.timeoutSeconds`);
const period = (name: string) => pod(`containers[0].${name}Probe.periodSeconds`);
const path = pod("containers[0].livenessProbe.httpGet.path");

describeRule(rule, {
  baselines: {
    "a Deployment": probed("a Deployment"),
    "a Pod": probed("a Pod", "spec.containers[0]"),
    "a patch": goodWorkloads()["a patch that leaves things out"]!,
  },
  mutations: [
    {
      name: "a time-out longer than the period",
      change: set(timeout("readiness"), 6),
      message: "found 6, wanted at most the period of 5 s",
    },
    {
      name: "one longer than the default period",
      change: all(remove(period("liveness")), set(timeout("liveness"), 11)),
      path: timeout("liveness"),
    },
    { name: "one longer than the period of a startup probe", change: set(timeout("startup"), 3) },
    {
      name: "liveness that depends on others",
      change: set(path, "/ready"),
      message: 'found "/ready", wanted a path that checks',
    },
    { name: "the same with a query and a slash", change: set(path, "/readyz/?verbose") },
    { name: "a path of the parameter", parameters: { dependencyPaths: ["/deep"] }, change: set(path, "/deep") },
    {
      name: "a sidecar's time-out",
      change: set(pod("initContainers[0]"), { restartPolicy: "Always", livenessProbe: { timeoutSeconds: 30 } }),
      path: pod("initContainers[0].livenessProbe.timeoutSeconds"),
    },
    {
      name: "a fault beside an unknown period",
      change: all(set(period("startup"), UNKNOWN), set(path, "/ready")),
      path,
    },
    { name: "both in a patch", of: "a patch", change: all(set(timeout("liveness"), 3), set(period("liveness"), 2)) },
  ],
  allowed: [
    { name: "the default time-out", change: remove(timeout("liveness")) },
    { name: "a time-out as long as the period", change: set(timeout("readiness"), 5) },
    { name: "a path that no parameter names", parameters: { dependencyPaths: [] }, change: set(path, "/ready") },
    { name: "a patch that leaves the period out", of: "a patch", change: set(timeout("liveness"), 30) },
  ],
  unknown: [
    { name: "an unknown time-out", change: set(timeout("liveness"), UNKNOWN) },
    { name: "an unknown path", change: set(path, UNKNOWN) },
  ],
});
