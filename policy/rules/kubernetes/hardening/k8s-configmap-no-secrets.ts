import { isSecretName } from "../../../../formats/secret-names";
import { kinds } from "../../../lib/kubernetes/kinds";
import { defineRule } from "../../../lib/rule";
import { isSecretValue } from "../../../lib/secrets";

const WANTED = "only what everybody may read";

export default defineRule({
  id: "k8s-configmap-no-secrets",
  title: "No ConfigMap holds a secret",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["polaris sensitiveConfigmapContent", "KSV-0109", "KSV-01010"],
  fields: ["ConfigMap data", "ConfigMap binaryData"],
  why: "ConfigMaps are not encrypted like Secrets, and roles that only read configuration may read them.",
  fix: "Move the key into a Secret, or into Secrets Manager, and mount it from there.",
  appliesTo: kinds("/ConfigMap"),
  check(resource, check) {
    for (const part of ["data", "binaryData"]) {
      check.each(resource.at(part).entries(), ([key, value]) => {
        const text = value.isUnknown ? "" : (value.text() ?? "");
        const content = part === "data" ? text : Buffer.from(text, "base64").toString("latin1");
        if (isSecretValue(content))
          check.violation({ at: value, found: "a value that looks like a secret", wanted: WANTED });
        else if (isSecretName(key) && value.exists && value.value !== "")
          check.violation({ at: value, found: "a value", wanted: WANTED });
        // The key says nothing: it depends on the value.
        else value.read();
      });
    }
  },
});
