import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-read-only-root-fs",
  title: "The root filesystem of every container is read-only",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_K8S_22", "KSV-0014", "kube-score container-security-context-readonlyrootfilesystem"],
  fields: ["containers[].securityContext.readOnlyRootFilesystem"],
  why: "Who breaks into a container cannot replace its programs or leave tools behind when there is nowhere to write them.",
  fix: "Set securityContext.readOnlyRootFilesystem to true, and mount an emptyDir wherever the program writes.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    // The API server refuses the field in Windows pods.
    if (!pod || pod.at("os", "name").text() === "windows") return;
    check.each(pod.containers(), ({ node }) => {
      check.expect(node.at("securityContext", "readOnlyRootFilesystem"), (value) => value === true, "true");
    });
  },
});
