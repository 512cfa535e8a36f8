import { isSet } from "../../../lib/is-set";
import { albSetting, ingresses } from "../../../lib/kubernetes/ingress";
import { isListed, RESOURCES } from "../../../lib/listed";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ internetFacing: string[] }>({
  id: "k8s-alb-internet-facing-waf",
  title: "An ALB that the internet reaches is a known one, behind a web application firewall",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_28", "AWS-0053"],
  fields: ["scheme", "wafv2-acl-arn"].map((name) => `metadata.annotations["alb.ingress.kubernetes.io/${name}"]`),
  why: "One annotation opens a service to the whole internet: that must be decided by name, and filtered.",
  fix: "Set scheme to internal; or list the Ingress in the parameter internetFacing and set wafv2-acl-arn to its web ACL.",
  appliesTo: ingresses,
  parameters: {
    internetFacing: {
      ...RESOURCES,
      description:
        "Ingresses that the internet may reach, by the name or URN of the resource; * stands for any run of characters.",
      default: [],
    },
  },
  check(resource, check) {
    const scheme = albSetting(resource, "scheme");
    // The controller's default is internal.
    if (scheme.text() !== "internet-facing") return;
    if (!isListed(resource, check.parameters.internetFacing)) {
      check.violation({ at: scheme, wanted: "internal, or an Ingress that the parameter internetFacing lists" });
    }
    const acl = albSetting(resource, "wafv2-acl-arn");
    if (!isSet(acl)) check.violation({ at: acl, wanted: "the ARN of a web ACL", absence: !acl.exists });
  },
});
