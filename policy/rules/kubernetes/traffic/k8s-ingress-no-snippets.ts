import { ingresses } from "../../../lib/kubernetes/ingress";
import { defineRule } from "../../../lib/rule";

/** Control characters, quotes and braces: what ends one directive of nginx and begins another. */
// eslint-disable-next-line no-control-regex
const BREAKS_OUT = /[\u0000-\u001f\u007f"'`{}]/;

export default defineRule({
  id: "k8s-ingress-no-snippets",
  title: "No annotation of an Ingress writes configuration of nginx",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: [
    "CKV_K8S_152",
    "CKV_K8S_153",
    "CKV_K8S_154",
    "KCV-0093",
    "CVE-2021-25742",
    "CVE-2025-1097",
    "CVE-2025-1098",
    "CVE-2025-24514",
  ],
  fields: ["metadata.annotations"],
  why: "Configuration that is smuggled into nginx runs as the controller, which reads the Secrets of all namespaces.",
  fix: "Remove snippets; give annotations for authentication and mirrors plain values without quotes, braces and control characters.",
  appliesTo: ingresses,
  check(resource, check) {
    check.each(resource.at("metadata", "annotations").entries(), ([key, value]) => {
      // What stands before the slash can be chosen when the controller is installed.
      const name = key.slice(key.indexOf("/") + 1);
      if (key.includes("snippet")) {
        check.violation({ at: value, found: "a snippet", wanted: "no annotation for snippets" });
      } else if (name === "auth-url" || name === "auth-tls-match-cn" || name.startsWith("mirror-")) {
        const isPlain = (text: unknown) => text === undefined || (typeof text === "string" && !BREAKS_OUT.test(text));
        check.expect(value, isPlain, "a string without quotes, braces and control characters");
      }
    });
  },
});
