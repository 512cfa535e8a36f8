import { workloads } from "../../../lib/kubernetes/kinds";
import { isWindows } from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-pss-capabilities-drop-all",
  title: "Every container drops all capabilities, and adds none but that to bind low ports",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "PSS restricted capabilities",
    "CKV_K8S_25",
    "CKV_K8S_28",
    "CKV_K8S_37",
    "KSV-0003",
    "KSV-0004",
    "KSV-0106",
    "CIS EKS 4.2.8",
  ],
  fields: [
    "containers[].securityContext.capabilities.drop",
    "containers[].securityContext.capabilities.add",
    "os.name",
  ],
  why: "What the runtime grants by default, such as to change owners of files or to forge packets, few programs use but every intruder.",
  fix: 'Set securityContext.capabilities of the container to {drop: ["ALL"]}.',
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod || isWindows(pod)) return;
    const capabilities = pod.containers().map(({ node }) => node.at("securityContext", "capabilities"));
    check.each(capabilities, (one) => {
      for (const added of one.at("add").items())
        check.expect(added, (value) => value === "NET_BIND_SERVICE", "NET_BIND_SERVICE or nothing");
    });
    check.each(capabilities, (one) => {
      const drop = one.at("drop");
      // An element that is not known yet may turn out to be ALL.
      if (!includesAll(drop.value)) drop.strings();
      check.expect(drop, includesAll, 'a list with "ALL"');
    });
  },
});

function includesAll(value: unknown): boolean {
  return Array.isArray(value) && value.includes("ALL");
}
