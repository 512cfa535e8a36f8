import { workloads } from "../../../lib/kubernetes/kinds";
import { effective, podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

const ALLOWED: readonly unknown[] = ["RuntimeDefault", "Localhost"];

export default defineRule({
  id: "k8s-pss-seccomp-restricted",
  title: "Every container runs under a seccomp profile",
  severity: "medium",
  levels: { dev: "remediate", production: "mandatory" },
  references: ["PSS restricted seccompProfile", "CKV_K8S_31", "KSV-0030", "CIS K8s 5.7.2"],
  fields: ["securityContext.seccompProfile.type", "containers[].securityContext.seccompProfile.type"],
  why: "Without a profile a container may use every system call of the kernel, also those that only exploits use.",
  fix: "Set securityContext.seccompProfile.type of the pod to RuntimeDefault.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    // Containers of a Windows pod have no seccomp.
    if (!pod || pod.at("os", "name").text() === "windows") return;
    check.expect(
      pod.at("securityContext", "seccompProfile", "type"),
      (value) => value === undefined || ALLOWED.includes(value),
      "RuntimeDefault or Localhost",
    );
    check.each(pod.containers(), ({ node }) => {
      check.expect(
        effective(node, pod, "seccompProfile", "type"),
        (value) => ALLOWED.includes(value),
        "RuntimeDefault or Localhost, here or for the pod",
      );
    });
  },
  remediate(resource, remedy) {
    const pod = podTemplate(resource);
    if (!pod?.spec.exists || pod.at("os", "name").text() === "windows") return;
    remedy.setIfAbsent(pod.at("securityContext", "seccompProfile", "type"), "RuntimeDefault");
  },
});
