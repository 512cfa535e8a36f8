import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-ingress-hosts";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodIngresses } from "../../../support/traffic";

const host = "spec.rules[0].host";
const domains = ["example.org"];

describeRule(rule, {
  parameters: { domains },
  baselines: goodIngresses(),
  mutations: [
    { name: "no host", change: remove(host), message: "found not set, wanted the name of a host" },
    { name: "an empty host", change: set(host, ""), alone: true },
    { name: "any host", change: set(host, "*"), alone: true },
    { name: "a wildcard", change: set(host, "*.example.org"), message: "wanted no wildcard" },
    { name: "any host where wildcards are allowed", change: set(host, "*"), parameters: { domains, wildcards: true } },
    { name: "another domain", change: set(host, "shop.example.com"), message: "wanted a host below example.org" },
    { name: "a domain that only ends alike", change: set(host, "badexample.org") },
    { name: "a host before any domain is listed", change: set(host, "a.org"), parameters: {}, message: "lists none" },
    { name: "a second host", change: set("spec.rules[1].host", "") },
    {
      name: "a second host beside one that is not known yet",
      change: set("spec.rules", [{ host: UNKNOWN }, { host: "*" }]),
      path: "spec.rules[1].host",
    },
    { name: "a patch to any host", of: "a patch that leaves things out", change: set(host, "*") },
  ],
  allowed: [
    { name: "the domain itself", change: set(host, "example.org") },
    { name: "capitals", change: set(host, "Shop.Example.ORG") },
    {
      name: "a wildcard that is allowed",
      change: set(host, "*.example.org"),
      parameters: { domains, wildcards: true },
    },
  ],
  unknown: [
    { name: "a host that is not known yet", change: set(host, UNKNOWN) },
    { name: "rules that are not known yet", change: set("spec.rules", UNKNOWN) },
  ],
});
