import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-no-share-process-namespace",
  title: "The containers of a pod do not see each other's processes",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["shareProcessNamespace"],
  why: "In a shared process namespace every container can read the environment and the files of the others through /proc, and stop them.",
  fix: "Remove shareProcessNamespace, and let the containers talk over a port or a shared volume.",
  appliesTo: workloads,
  check(resource, check) {
    const shared = podTemplate(resource)!.at("shareProcessNamespace");
    check.expect(shared, (value) => value !== true, "false or not set");
  },
});
