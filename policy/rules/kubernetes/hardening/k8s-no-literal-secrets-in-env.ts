import { isSecretName } from "../../../../formats/secret-names";
import { environmentOf } from "../../../lib/kubernetes/env";
import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";
import { isSecretValue } from "../../../lib/secrets";

export default defineRule({
  id: "k8s-no-literal-secrets-in-env",
  title: "No secret is written into a pod template",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["polaris sensitiveContainerEnvVar", "kube-linter env-var-secret"],
  fields: ["containers[].env[].name", "containers[].env[].value"],
  why: "Everybody who may look at the workload reads the value, and it stays in every revision and backup of it.",
  fix: "Keep the value in a Secret, or in Secrets Manager, and mount it or refer to it with valueFrom.",
  appliesTo: workloads,
  check(resource, check) {
    check.each(environmentOf(podTemplate(resource)), (variable) => {
      const value = variable.at("value");
      if (isSecretValue(ownText(value)))
        check.violation({ at: value, found: "a value that looks like a secret", wanted: "a reference to a Secret" });
      else if (holdsSomething(value) && isSecretName(variable.at("name").text() ?? ""))
        check.violation({ at: value, found: "a value", wanted: "a reference to a Secret" });
      // The name says nothing: it depends on the value.
      else value.read();
    });
  },
});

/** What a value says itself, without what it takes from other variables: `$(DB_PASSWORD)`. Empty where it is not known yet. */
function ownText(value: Node): string {
  return value.isUnknown ? "" : (value.text() ?? "").replace(/(?<!\$)\$\([\w.-]+\)/g, "");
}

/** Whether a value may be a secret: an empty one, a reference and a switch cannot. */
function holdsSomething(value: Node): boolean {
  if (value.isUnknown || (value.exists && value.text() === undefined)) return true;
  return !["", "true", "false"].includes(ownText(value));
}
