import { workloads } from "../../../lib/kubernetes/kinds";
import {
  isInUserNamespace,
  KUBERNETES_VERSION,
  securityContexts,
  type Versioned,
} from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule<Versioned>({
  id: "k8s-pss-run-as-user-nonzero",
  title: "No container is told to run as root",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["PSS restricted runAsUser", "CKV_K8S_23", "KSV-0105"],
  fields: ["securityContext.runAsUser", "containers[].securityContext.runAsUser", "hostUsers"],
  why: "User 0 is root for the kernel, whatever the image's own user is, and a container with runAsNonRoot does not start with it.",
  fix: "Set securityContext.runAsUser to a number of 1 or more, or remove it and use the image's user.",
  appliesTo: workloads,
  parameters: { kubernetesVersion: KUBERNETES_VERSION },
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod || isInUserNamespace(pod, check.parameters.kubernetesVersion)) return;
    for (const context of securityContexts(pod))
      check.expect(context.at("runAsUser"), (value) => value !== 0, "a number of 1 or more, or not set");
  },
});
