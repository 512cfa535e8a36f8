import { workloads } from "../../../lib/kubernetes/kinds";
import { isOff, isWindows } from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-pss-allow-privilege-escalation",
  title: "No process of a container can gain more privileges than its parent has",
  severity: "high",
  levels: { dev: "remediate", production: "mandatory" },
  references: ["PSS restricted allowPrivilegeEscalation", "CKV_K8S_20", "KSV-0001", "CIS EKS 4.2.5"],
  fields: ["containers[].securityContext.allowPrivilegeEscalation", "os.name"],
  why: "The kernel otherwise lets a program with the setuid bit make root of any user, which is the way up after a break-in.",
  fix: "Set securityContext.allowPrivilegeEscalation of the container to false.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod || isWindows(pod)) return;
    check.each(pod.containers(), ({ node }) => {
      check.expect(node.at("securityContext", "allowPrivilegeEscalation"), (value) => value === false, "false");
    });
  },
  remediate(resource, remedy) {
    const pod = podTemplate(resource);
    if (!pod || isWindows(pod)) return;
    for (const { node } of pod.containers()) {
      const context = node.at("securityContext");
      if (!isPrivileged(context)) remedy.setIfAbsent(context.at("allowPrivilegeEscalation"), false);
    }
  },
});

/** Whether a container has privileges with which the API server refuses the setting, or may have once they are known. */
function isPrivileged(context: Node): boolean {
  const added = context.at("capabilities", "add");
  const mayBeSysAdmin = (one: Node) => one.isUnknown || one.value === "SYS_ADMIN" || one.value === "CAP_SYS_ADMIN";
  return !isOff(context.at("privileged").value ?? undefined) || added.isUnknown || added.items().some(mayBeSysAdmin);
}
