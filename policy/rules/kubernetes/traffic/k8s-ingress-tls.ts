import { ingresses, isAlb } from "../../../lib/kubernetes/ingress";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-ingress-tls",
  title: "Every Ingress has certificates",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["polaris tlsSettingsMissing", "Kyverno require-ingress-https", "CIS EKS 5.4.5"],
  fields: ["spec.tls[].secretName"],
  why: "Without TLS, everybody on the way reads and changes what users and services send, passwords and sessions included.",
  fix: "List the hosts in spec.tls, with the Secret of their certificate as secretName.",
  appliesTo: ingresses,
  check(resource, check) {
    // The certificates of an ALB are no Secrets: k8s-alb-https looks after them.
    if (isAlb(resource)) return;
    const tls = resource.at("spec", "tls");
    check.expect(tls, (value) => Array.isArray(value) && value.length > 0, "at least one certificate");
    check.each(tls.items(), (one) => {
      check.expect(one.at("secretName"), (name) => typeof name === "string" && name !== "", "the name of a Secret");
    });
  },
});
