import { workloads } from "../../../lib/kubernetes/kinds";
import {
  expectInEffect,
  isInUserNamespace,
  KUBERNETES_VERSION,
  type Versioned,
} from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule<Versioned>({
  id: "k8s-pss-run-as-non-root",
  title: "No container can start as root",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["PSS restricted runAsNonRoot", "CKV_K8S_23", "KSV-0012", "CIS EKS 4.2.6"],
  fields: ["securityContext.runAsNonRoot", "containers[].securityContext.runAsNonRoot", "hostUsers"],
  why: "Root in a container is root for the kernel: after a break-out it is root of the node.",
  fix: "Set securityContext.runAsNonRoot of the pod to true, and use an image whose user is a number other than 0.",
  appliesTo: workloads,
  parameters: { kubernetesVersion: KUBERNETES_VERSION },
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod || isInUserNamespace(pod, check.parameters.kubernetesVersion)) return;
    expectInEffect(check, pod, ["runAsNonRoot"], (value) => value === true, "true");
  },
});
