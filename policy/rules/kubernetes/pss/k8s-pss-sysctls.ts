import { workloads } from "../../../lib/kubernetes/kinds";
import { KUBERNETES_VERSION, sysctlsOf, type Versioned } from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule<Versioned>({
  id: "k8s-pss-sysctls",
  title: "Pods set only kernel settings that are their own",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["PSS baseline sysctls", "KSV-0026", "kube-linter unsafe-sysctls"],
  fields: ["securityContext.sysctls[].name"],
  why: "Other settings of the kernel reach all pods of the node, or take away protections that they rely on.",
  fix: "Remove the sysctl from securityContext.sysctls; set it on the node group if all its pods need it.",
  appliesTo: workloads,
  parameters: { kubernetesVersion: KUBERNETES_VERSION },
  check(resource, check) {
    const safe: readonly unknown[] = sysctlsOf(check.parameters.kubernetesVersion);
    const sysctls = podTemplate(resource)?.at("securityContext", "sysctls").items() ?? [];
    for (const sysctl of sysctls)
      check.expect(sysctl.at("name"), (value) => safe.includes(value), `one of ${safe.join(", ")}`);
  },
});
