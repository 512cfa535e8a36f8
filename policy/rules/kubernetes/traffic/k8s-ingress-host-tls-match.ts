import { any } from "../../../lib/any";
import { isSet } from "../../../lib/is-set";
import { albSetting, ingresses, isAlb, tlsHosts } from "../../../lib/kubernetes/ingress";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-ingress-host-tls-match",
  title: "Every host of an Ingress is among the hosts of its certificates",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Kyverno ingress-host-match-tls"],
  fields: ["spec.rules[].host", "spec.tls[].hosts"],
  why: "A host without a certificate of its own is served with the controller's default one, which no client accepts, or in the clear.",
  fix: "Add the host to the hosts of an entry of spec.tls, or a wildcard that covers it.",
  appliesTo: ingresses,
  check(resource, check) {
    // A certificate that is named by its ARN says itself which hosts it is for.
    if (isAlb(resource) && isSet(albSetting(resource, "certificate-arn"))) return;
    if (resource.kind.isPatch && !resource.at("spec", "tls").exists) return;
    check.each(resource.at("spec", "rules").items(), (rule) => {
      const host = rule.at("host").text();
      if (host === undefined || host === "") return;
      const covered = any(tlsHosts(resource), (one) => covers(one.text(), host));
      if (!covered) check.violation({ at: rule.at("host"), wanted: "a host that spec.tls lists" });
    });
  },
});

/** Whether the host of a certificate is a host, or a wildcard for it: one that stands for a single label. */
function covers(certified: string | undefined, host: string): boolean {
  if (certified?.startsWith("*.") && !host.startsWith("*.")) {
    const dot = host.indexOf(".");
    return dot > 0 && host.slice(dot).toLowerCase() === certified.slice(1).toLowerCase();
  }
  return certified?.toLowerCase() === host.toLowerCase();
}
