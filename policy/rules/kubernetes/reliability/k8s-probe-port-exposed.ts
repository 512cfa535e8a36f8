import { workloads } from "../../../lib/kubernetes/kinds";
import { handlerOf, portOf, PROBES, tcpPorts } from "../../../lib/kubernetes/probe";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-probe-port-exposed",
  title: "Every probe goes to a port that its container declares",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["kube-linter liveness-port", "kube-linter readiness-port", "kube-linter startup-port"],
  fields: [
    "containers[].ports",
    "containers[].readinessProbe",
    "containers[].livenessProbe",
    "containers[].startupProbe",
  ],
  why: "A probe of a port that nothing listens on fails for ever, and a name that no port has cannot even be looked up.",
  fix: "Add the port to the container's ports, or let the probe name one of them.",
  appliesTo: workloads,
  check(resource, check) {
    const containers = podTemplate(resource)?.running() ?? [];
    const each = containers.flatMap(({ node }) => PROBES.map((name) => ({ container: node, probe: node.at(name) })));
    check.each(each, ({ container, probe }) => {
      const handler = handlerOf(probe);
      if (!handler || handler.kind === "exec") return;
      const number = portOf(handler.node, container);
      const isDeclared = tcpPorts(container).some((one) => one.at("containerPort").number() === number);
      // A patch may leave the ports out that the object has.
      if (number === undefined || !isDeclared)
        check.violation({
          at: handler.node.at("port"),
          wanted: "number or name of a port of the container",
          absence: true,
        });
    });
  },
});
