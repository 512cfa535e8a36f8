import { workloads } from "../../../lib/kubernetes/kinds";
import { isInUserNamespace, isUnsetOr, KUBERNETES_VERSION, type Versioned } from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

interface Parameters extends Versioned {
  readonly profile: string;
}

export default defineRule<Parameters>({
  id: "k8s-pss-proc-mount",
  title: "The runtime masks /proc in every container",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["PSS baseline procMount", "PSS restricted procMount", "KSV-0027", "kube-linter unsafe-proc-mount"],
  fields: ["containers[].securityContext.procMount", "hostUsers"],
  why: "Unmasked, /proc shows settings and memory of the node's kernel, and lets root in the container change some of them.",
  fix: "Remove securityContext.procMount.",
  appliesTo: workloads,
  parameters: {
    kubernetesVersion: KUBERNETES_VERSION,
    profile: {
      type: "string",
      enum: ["baseline", "restricted"],
      description:
        "Profile of the Pod Security Standards: baseline lets pods with hostUsers: false unmask /proc, since 1.35.",
      default: "restricted",
    },
  },
  check(resource, check) {
    const pod = podTemplate(resource);
    const { kubernetesVersion, profile } = check.parameters;
    if (!pod || (profile === "baseline" && isInUserNamespace(pod, kubernetesVersion))) return;
    check.each(pod.containers(), ({ node }) => {
      check.expect(node.at("securityContext", "procMount"), isUnsetOr("Default"), "Default or not set");
    });
  },
});
