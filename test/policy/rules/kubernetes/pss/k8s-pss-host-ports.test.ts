import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-host-ports";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { inContainers } from "../../../support/pod-security";
import { goodWorkloads, pod } from "../../../support/workloads";

const ports = pod("containers[0].ports");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    ...inContainers("a port of the node", "ports[0].hostPort", 8000),
    {
      name: "a port of the node after another",
      change: set(ports, [{ containerPort: 8000 }, { containerPort: 53, hostPort: 53 }]),
      path: `${ports}[1].hostPort`,
      message: "found 53, wanted 0 or not set",
    },
  ],
  allowed: [{ name: "the port 0", change: set(`${ports}[0].hostPort`, 0) }],
  unknown: [
    { name: "an unknown port of the node", change: set(`${ports}[0].hostPort`, UNKNOWN) },
    { name: "unknown ports", change: set(ports, UNKNOWN) },
  ],
});
