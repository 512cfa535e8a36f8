import { namespaces } from "../../../lib/kubernetes/namespace";
import { isListed, RESOURCES } from "../../../lib/listed";
import { defineRule } from "../../../lib/rule";

const PREFIX = "pod-security.kubernetes.io/";
const STANDARDS = ["privileged", "baseline", "restricted"];

export default defineRule<{ standard: string; privileged: string[] }>({
  id: "k8s-namespace-pss-labels",
  title: "Every namespace enforces a Pod Security Standard, and warns and audits too",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CIS K8s 5.2.1", "Kyverno psa"],
  fields: [`metadata.labels["${PREFIX}*"]`],
  why: "The labels make the API server refuse dangerous pods whoever creates them, also those that no policy of this repository sees.",
  fix: "Set the labels pod-security.kubernetes.io/enforce, enforce-version, warn and audit of the namespace.",
  appliesTo: namespaces,
  parameters: {
    standard: {
      type: "string",
      enum: ["baseline", "restricted"],
      description: "The weakest standard that a namespace may enforce.",
      default: "restricted",
    },
    privileged: {
      ...RESOURCES,
      description: "Namespaces that may enforce any standard, by URN or name of the resource; * stands for any text.",
      default: [],
    },
  },
  check(resource, check) {
    const label = (mode: string) => resource.at("metadata", "labels", `${PREFIX}${mode}`);
    const weakest = isListed(resource, check.parameters.privileged) ? "privileged" : check.parameters.standard;
    const allowed = STANDARDS.slice(STANDARDS.indexOf(weakest));
    for (const mode of ["enforce", "warn", "audit"]) {
      check.expect(label(mode), (value) => typeof value === "string" && allowed.includes(value), allowed.join(" or "));
    }
    check.expect(
      label("enforce-version"),
      (value) => typeof value === "string" && /^(latest|v1\.\d+)$/.test(value),
      "latest, or a version such as v1.35",
    );
  },
  remediate(resource, remedy) {
    if (!resource.at("metadata").exists) return;
    const set = (mode: string, value: string) =>
      remedy.setIfAbsent(resource.at("metadata", "labels", `${PREFIX}${mode}`), value);
    // Enforcing restricted may stop pods that run today; warning of it stops none.
    const { standard, privileged } = remedy.parameters;
    if (standard === "baseline" && !isListed(resource, privileged)) set("enforce", "baseline");
    set("enforce-version", "latest");
    set("warn", "restricted");
    set("audit", "restricted");
  },
});
