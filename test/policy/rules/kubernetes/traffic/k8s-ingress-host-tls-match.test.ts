import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-ingress-host-tls-match";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { alb, goodIngresses } from "../../../support/traffic";

const host = "spec.rules[0].host";
const certified = "spec.tls[0].hosts";
const patch = "a patch that leaves things out";

describeRule(rule, {
  baselines: goodIngresses(),
  mutations: [
    {
      name: "a wildcard where the first label is empty",
      change: all(set(host, ".example.org"), set(certified, ["*.example.org"])),
    },
    { name: "another host", change: set(host, "other.example.org"), message: "wanted a host that spec.tls lists" },
    { name: "no certificates", change: remove("spec.tls"), path: host },
    { name: "a certificate without hosts", change: remove(certified), path: host },
    {
      name: "a second host",
      change: set("spec.rules[1].host", "other.example.org"),
    },
    {
      name: "a wildcard for more than one label",
      change: all(set(host, "a.shop.example.org"), set(certified, ["*.example.org"])),
    },
    {
      name: "a wildcard for the domain itself",
      change: all(set(host, "example.org"), set(certified, ["*.example.org"])),
    },
    { name: "a wildcard where one host is certified", change: set(host, "*.example.org") },
    {
      name: "a narrower wildcard",
      change: all(set(host, "*.example.org"), set(certified, ["*.shop.example.org"])),
    },
    { name: "an ALB without a certificate", of: "an ALB", change: remove(alb("certificate-arn")), path: host },
    {
      name: "a second host beside one that is not known yet",
      change: set("spec.rules", [{ host: UNKNOWN }, { host: "b.example.org" }]),
      path: "spec.rules[1].host",
    },
    {
      name: "a patch with both",
      of: patch,
      change: all(set(host, "a.example.org"), set("spec.tls", [{ hosts: ["b.example.org"] }])),
    },
  ],
  allowed: [
    { name: "a wildcard for one label", change: set(certified, ["*.example.org"]) },
    { name: "a wildcard for itself", change: all(set(host, "*.example.org"), set(certified, ["*.example.org"])) },
    { name: "capitals", change: set(certified, ["SHOP.Example.org"]) },
    {
      name: "the second of the certificates",
      change: set("spec.tls", [{ hosts: ["a.org"] }, { hosts: ["b.org", "shop.example.org"] }]),
    },
    { name: "no host at all", change: remove(host) },
    { name: "a patch of the host alone", of: patch, change: set(host, "a.example.org") },
    { name: "an ALB whose certificate is made with it", of: "an ALB", change: set(alb("certificate-arn"), UNKNOWN) },
  ],
  unknown: [
    { name: "a host that is not known yet", change: set(host, UNKNOWN) },
    { name: "certificates that are not known yet", change: set("spec.tls", UNKNOWN) },
    { name: "certified hosts that are not known yet", change: set(certified, UNKNOWN) },
    { name: "a certified host that is not known yet", change: set(`${certified}[0]`, UNKNOWN) },
  ],
});
