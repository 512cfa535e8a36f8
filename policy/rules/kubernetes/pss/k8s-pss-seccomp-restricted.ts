import { workloads } from "../../../lib/kubernetes/kinds";
import { expectInEffect, isWindows, PROFILES } from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

const ALLOWED: readonly unknown[] = PROFILES;

export default defineRule({
  id: "k8s-pss-seccomp-restricted",
  title: "Every container runs under a seccomp profile",
  severity: "medium",
  levels: { dev: "remediate", production: "mandatory" },
  references: ["PSS restricted seccompProfile", "CKV_K8S_31", "KSV-0030", "CIS K8s 5.7.2"],
  fields: ["securityContext.seccompProfile.type", "containers[].securityContext.seccompProfile.type", "os.name"],
  why: "Without a profile a container may use every system call of the kernel, also those that only exploits use.",
  fix: "Set securityContext.seccompProfile.type of the pod to RuntimeDefault.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod || isWindows(pod)) return;
    const keys = ["seccompProfile", "type"];
    expectInEffect(check, pod, keys, (value) => ALLOWED.includes(value), PROFILES.join(" or "));
  },
  remediate(resource, remedy) {
    const pod = podTemplate(resource);
    if (!pod?.spec.exists || isWindows(pod)) return;
    remedy.setIfAbsent(pod.at("securityContext", "seccompProfile", "type"), "RuntimeDefault");
  },
});
