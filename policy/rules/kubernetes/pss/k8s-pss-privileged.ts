import { workloads } from "../../../lib/kubernetes/kinds";
import { isOff } from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-pss-privileged",
  title: "No container is privileged",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["PSS baseline privileged", "CKV_K8S_16", "KSV-0017", "CIS EKS 4.2.1"],
  fields: ["containers[].securityContext.privileged"],
  why: "A privileged container has every device and capability of its node: who breaks out of it owns the node.",
  fix: "Remove securityContext.privileged, and add only the capabilities that the program really uses.",
  appliesTo: workloads,
  check(resource, check) {
    check.each(podTemplate(resource)?.containers() ?? [], ({ node }) => {
      check.expect(node.at("securityContext", "privileged"), isOff, "false or not set");
    });
  },
});
