import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-no-ssh-port";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const port = pod("containers[0].ports[0].containerPort");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "the port of SSH", change: set(port, 22), message: "found 22, wanted any port but 22" },
    { name: "the port of SSH in a sidecar", change: set(pod("initContainers[0].ports[0].containerPort"), 22) },
    { name: "the port of SSH in a patch", of: "a patch that leaves things out", change: set(port, 22) },
    {
      name: "the port of SSH beside one that is not known yet",
      change: all(set(port, 22), set(pod("containers[0].ports[1].containerPort"), UNKNOWN)),
    },
  ],
  allowed: [{ name: "another port below 1024, which another rule is about", change: set(port, 80) }],
  unknown: [{ name: "an unknown port", change: set(port, UNKNOWN) }],
});
