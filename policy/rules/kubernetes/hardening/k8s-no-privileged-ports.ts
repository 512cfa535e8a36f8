import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-no-privileged-ports",
  title: "No container listens on a port below 1024",
  severity: "low",
  levels: { dev: "advisory", production: "advisory" },
  references: ["KSV-0117", "kube-linter privileged-ports"],
  fields: ["containers[].ports[].containerPort"],
  why: "Listening below 1024 takes root or an added capability on many runtimes, and the Service can map the port anyway.",
  fix: "Let the program listen on a port from 1024 up, and map the well-known port to it in the Service.",
  appliesTo: workloads,
  check(resource, check) {
    const containers = podTemplate(resource)?.containers() ?? [];
    for (const port of containers.flatMap(({ node }) => node.at("ports").items())) {
      check.expect(
        port.at("containerPort"),
        (value) => typeof value !== "number" || value >= 1024,
        "a port from 1024 up",
      );
    }
  },
});
