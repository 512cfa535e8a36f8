import { workloads } from "../../../lib/kubernetes/kinds";
import {
  isBlank,
  isUnsetOr,
  KUBERNETES_VERSION,
  securityContexts,
  seLinuxTypesOf,
  type Versioned,
} from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule<Versioned>({
  id: "k8s-pss-selinux",
  title: "SELinux confines every container as one",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["PSS baseline seLinuxOptions", "KSV-0025"],
  fields: ["type", "user", "role"].flatMap((field) =>
    ["", "containers[]."].map((of) => `${of}securityContext.seLinuxOptions.${field}`),
  ),
  why: "Another type, user or role of SELinux can take away the wall between the container and the files of its node.",
  fix: "Remove type, user and role from seLinuxOptions; level may stay.",
  appliesTo: workloads,
  parameters: { kubernetesVersion: KUBERNETES_VERSION },
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod) return;
    const types = seLinuxTypesOf(check.parameters.kubernetesVersion);
    for (const context of securityContexts(pod)) {
      const options = context.at("seLinuxOptions");
      check.expect(options.at("type"), isUnsetOr(...types), `one of ${types.filter(Boolean).join(", ")}, or not set`);
      check.expect(options.at("user"), isBlank, "empty or not set");
      check.expect(options.at("role"), isBlank, "empty or not set");
    }
  },
});
