import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-no-ssh-port",
  title: "No container serves SSH",
  severity: "low",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["KSV-0117", "kube-linter ssh-port"],
  fields: ["containers[].ports[].containerPort"],
  why: "A login service in a container is a way in that neither RBAC nor the audit log of the cluster knows.",
  fix: "Remove the SSH server from the image, and use kubectl exec or an ephemeral container.",
  appliesTo: workloads,
  check(resource, check) {
    const containers = podTemplate(resource)?.containers() ?? [];
    for (const port of containers.flatMap(({ node }) => node.at("ports").items()))
      check.expect(port.at("containerPort"), (value) => value !== 22, "any port but 22");
  },
});
