import { ingresses } from "../../../lib/kubernetes/ingress";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ domains: string[]; wildcards: boolean }>({
  id: "k8s-ingress-hosts",
  title: "Every rule of an Ingress is for one host of a known domain",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Kyverno disallow-empty-ingress-host", "Kyverno restrict-ingress-wildcard"],
  fields: ["spec.rules[].host"],
  why: "A rule without a host answers for every name that leads to the controller, and can take over that of another service.",
  fix: "Name the host in full, below a domain that the parameter domains lists.",
  appliesTo: ingresses,
  parameters: {
    domains: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description: "Domains that hosts must be, or be below. None is allowed until it is listed.",
      default: [],
    },
    wildcards: {
      type: "boolean",
      description: "Whether a host may be a wildcard such as *.example.org.",
      default: false,
    },
  },
  check(resource, check) {
    const { domains, wildcards } = check.parameters;
    check.each(resource.at("spec", "rules").items(), (rule) => {
      const host = rule.at("host");
      check.expect(host, (value) => typeof value === "string" && value !== "" && value !== "*", "the name of a host");
      const name = host.text();
      if (name === undefined || name === "" || name === "*") return;
      if (name.includes("*") && !wildcards) check.violation({ at: host, wanted: "no wildcard" });
      const isBelow = (domain: string) => `.${name}`.toLowerCase().endsWith(`.${domain}`.toLowerCase());
      const wanted = `a host below ${domains.join(", ") || "a domain, of which the parameter domains lists none"}`;
      if (!domains.some(isBelow)) check.violation({ at: host, wanted });
    });
  },
});
