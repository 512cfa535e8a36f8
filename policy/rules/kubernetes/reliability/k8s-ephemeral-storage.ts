import { workloads } from "../../../lib/kubernetes/kinds";
import { isAmount, sized } from "../../../lib/kubernetes/resources";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-ephemeral-storage",
  title: "Every container requests and limits the disk space of its node",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["kube-score container-ephemeral-storage-request-and-limit"],
  fields: ["containers[].resources.requests.ephemeral-storage", "containers[].resources.limits.ephemeral-storage"],
  why: "Logs and scratch files of one container can fill the disk of its node, which then evicts everybody's pods.",
  fix: "Set ephemeral-storage in resources.requests and in resources.limits.",
  appliesTo: workloads,
  check(resource, check) {
    check.each(sized(podTemplate(resource)), ({ node }) => {
      for (const list of ["requests", "limits"])
        check.expect(node.at("resources", list, "ephemeral-storage"), isAmount, "a quantity above 0");
    });
  },
});
