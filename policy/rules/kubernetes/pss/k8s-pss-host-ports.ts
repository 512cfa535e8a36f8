import { workloads } from "../../../lib/kubernetes/kinds";
import { isUnsetOr } from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-pss-host-ports",
  title: "No container takes a port of its node",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["PSS baseline hostPorts", "CKV_K8S_26", "KSV-0024", "CIS K8s 5.2.13"],
  fields: ["containers[].ports[].hostPort"],
  why: "A port of the node can be reached past Services and network policies, and only one pod of each node can have it.",
  fix: "Remove hostPort, and publish the port through a Service.",
  appliesTo: workloads,
  check(resource, check) {
    check.each(podTemplate(resource)?.containers() ?? [], ({ node }) => {
      for (const port of node.at("ports").items()) check.expect(port.at("hostPort"), isUnsetOr(0), "0 or not set");
    });
  },
});
