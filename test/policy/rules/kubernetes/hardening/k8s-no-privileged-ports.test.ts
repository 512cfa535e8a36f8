import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-no-privileged-ports";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const port = pod("containers[0].ports[0].containerPort");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "a port below 1024", change: set(port, 443), message: "found 443, wanted a port from 1024 up" },
    { name: "the last port below 1024", change: set(port, 1023) },
    { name: "the second port", change: set(pod("containers[0].ports[1].containerPort"), 80) },
    { name: "a port of a sidecar", change: set(pod("initContainers[0].ports[0].containerPort"), 80) },
    { name: "a port in a patch", of: "a patch that leaves things out", change: set(port, 80) },
    {
      name: "a port beside one that is not known yet",
      change: all(set(port, 80), set(pod("initContainers[0].ports"), UNKNOWN)),
    },
  ],
  allowed: [
    { name: "the first port that anybody may use", change: set(port, 1024) },
    { name: "no ports", change: remove(pod("containers[0].ports")) },
  ],
  unknown: [
    { name: "an unknown port", change: set(port, UNKNOWN) },
    { name: "unknown ports", change: set(pod("containers[0].ports"), UNKNOWN) },
  ],
});
