import { workloads } from "../../../lib/kubernetes/kinds";
import { isAmount, sized } from "../../../lib/kubernetes/resources";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-resources-requests",
  title: "Every container requests CPU and memory",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_K8S_10", "CKV_K8S_12", "KSV-0015", "KSV-0016", "kube-score container-resources"],
  fields: ["containers[].resources.requests.cpu", "containers[].resources.requests.memory"],
  why: "Without requests the scheduler packs pods onto nodes that cannot carry them, and they are the first to be evicted.",
  fix: "Set resources.requests.cpu and resources.requests.memory to what the container uses under normal load.",
  appliesTo: workloads,
  check(resource, check) {
    check.each(sized(podTemplate(resource)), ({ node }) => {
      for (const name of ["cpu", "memory"])
        check.expect(node.at("resources", "requests", name), isAmount, "a quantity above 0");
    });
  },
});
