import { albSetting, ingresses, isAlb } from "../../../lib/kubernetes/ingress";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ attributes: string[]; accessLogsBucket: string }>({
  id: "k8s-alb-attributes",
  title: "An ALB of an Ingress drops malformed headers, logs every request and cannot be deleted by accident",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV_AWS_131", "CKV_AWS_91", "CKV_AWS_150", "ELB.4", "ELB.5", "ELB.6"],
  fields: ['metadata.annotations["alb.ingress.kubernetes.io/load-balancer-attributes"]'],
  why: "Malformed headers smuggle requests past checks, an attack without logs cannot be followed, and a deleted load balancer loses its address.",
  fix: "Set the missing attributes in the annotation load-balancer-attributes, together with access_logs.s3.bucket.",
  appliesTo: ingresses,
  parameters: {
    attributes: {
      type: "array",
      items: { type: "string", pattern: "^[^=,]+=[^=,]+$" },
      description: "Attributes that every ALB must have, as key=value.",
      default: [
        "routing.http.drop_invalid_header_fields.enabled=true",
        "access_logs.s3.enabled=true",
        "deletion_protection.enabled=true",
      ],
    },
    accessLogsBucket: {
      type: "string",
      description: "The bucket that a remediation lets the access logs go to; without one, nothing is remediated.",
      default: "",
    },
  },
  check(resource, check) {
    if (!isAlb(resource)) return;
    const node = albSetting(resource, "load-balancer-attributes");
    check.each(check.parameters.attributes, (attribute) => {
      check.expect(node, (value) => typeof value === "string" && attributesOf(value).has(attribute), attribute);
    });
  },
  remediate(resource, remedy) {
    const { attributes, accessLogsBucket: bucket } = remedy.parameters;
    // Access logs without a bucket are an error of the load balancer.
    if (bucket === "" || !isAlb(resource)) return;
    const node = albSetting(resource, "load-balancer-attributes");
    remedy.setIfAbsent(node, [...attributes, `access_logs.s3.bucket=${bucket}`].join(","));
  },
});

/** The attributes of an annotation, each as `key=value`; what stands last holds, as in the controller. */
function attributesOf(text: string): ReadonlySet<string> {
  const pairs = text.split(",").map((pair) => pair.split("=").map((part) => part.trim()));
  const byKey = new Map(pairs.map(([key = "", ...value]) => [key, value.join("=")]));
  return new Set([...byKey].map(([key, value]) => `${key}=${value}`));
}
