import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-alb-https";
import { all, remove, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { alb, goodAlb, goodIngress, ingressPatch } from "../../../support/traffic";

const ports = alb("listen-ports");
const redirect = alb("ssl-redirect");
const certificate = alb("certificate-arn");
const policy = alb("ssl-policy");
const patch = "a patch that leaves things out";
const asPatch = state({ type: "kubernetes:networking.k8s.io/v1:IngressPatch" });

describeRule(rule, {
  baselines: { "an ALB": [goodAlb()], "an Ingress of nginx": [goodIngress()], [patch]: [ingressPatch()] },
  mutations: [
    { name: "HTTP alone", change: set(ports, '[{"HTTP": 80}]'), message: "wanted a list with HTTPS" },
    { name: "ports that are no list", change: set(ports, "HTTPS") },
    {
      name: "the controller's default without a certificate's ARN",
      change: all(remove(ports), remove(certificate), set("spec.tls", [{ hosts: ["shop.example.org"] }])),
    },
    { name: "HTTP that is not redirected", change: remove(redirect), message: "wanted the port of HTTPS, 443" },
    { name: "HTTP that is redirected elsewhere", change: set(redirect, "8443") },
    { name: "a redirect to HTTP", change: set(redirect, "80") },
    {
      name: "no certificate",
      change: remove(certificate),
      message: "found not set, wanted a certificate's ARN, or hosts",
    },
    { name: "an empty ARN", change: set(certificate, "") },
    { name: "no policy, which is one of 2016", change: remove(policy), message: "found not set, wanted one of ELB" },
    { name: "a policy with TLS 1.0", change: set(policy, "ELBSecurityPolicy-2016-08") },
    {
      name: "a policy that is not listed",
      change: set(policy, "a"),
      parameters: { sslPolicies: ["b"] },
      message: "one of b",
    },
    { name: "the default class", change: all(set(ports, '[{"HTTP": 80}]'), remove("spec.ingressClassName")) },
    { name: "HTTP alone beside a policy that is not known yet", change: all(set(ports, "[]"), set(policy, UNKNOWN)) },
    { name: "a policy beside ports that are not known yet", change: all(set(policy, "old"), set(ports, UNKNOWN)) },
    { name: "a port that is none", change: set(ports, '[{"HTTP": {"toString": null}}]') },
    { name: "a patch to HTTP alone", of: patch, change: set(ports, '[{"HTTP": 80}]') },
  ],
  allowed: [
    {
      name: "a redirect to one of two ports of HTTPS",
      change: set(ports, '[{"HTTP":80},{"HTTPS":443},{"HTTPS":8443}]'),
    },
    { name: "HTTPS alone", change: all(set(ports, '[{"HTTPS": 443}]'), remove(redirect)) },
    { name: "HTTPS elsewhere", change: all(set(ports, '[{"HTTP":80},{"HTTPS":8443}]'), set(redirect, "8443")) },
    { name: "the controller's default with a certificate", change: all(remove(ports), remove(redirect)) },
    { name: "a certificate that is made with it", change: set(certificate, UNKNOWN) },
    {
      name: "a certificate that is found by its hosts",
      change: all(remove(certificate), set("spec.tls", [{ hosts: ["a.org"] }])),
    },
    { name: "post-quantum keys", change: set(policy, "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09") },
    { name: "TLS 1.2 alone", change: set(policy, "ELBSecurityPolicy-FS-1-2-Res-2020-10") },
    { name: "a policy that is listed", change: set(policy, "mine"), parameters: { sslPolicies: ["mine"] } },
    { name: "a patch of some settings", change: all(asPatch, remove(ports), remove(certificate), remove(policy)) },
  ],
  unknown: [
    { name: "ports that are not known yet", change: set(ports, UNKNOWN) },
    { name: "a policy that is not known yet", change: set(policy, UNKNOWN) },
    { name: "a redirect that is not known yet", change: set(redirect, UNKNOWN) },
    { name: "certificates that are not known yet", change: all(set("spec.tls", UNKNOWN), remove(certificate)) },
    { name: "a class that is not known yet", change: set("spec.ingressClassName", UNKNOWN) },
  ],
  remediated: [
    { name: "HTTP that is not redirected", change: remove(redirect), set: { [redirect]: "443" } },
    {
      name: "HTTP that is not redirected to another port",
      change: all(set(ports, '[{"HTTP": 80}, {"HTTPS": 8443}]'), remove(redirect)),
      set: { [redirect]: "8443" },
    },
    { name: "no policy", change: remove(policy), set: { [policy]: "ELBSecurityPolicy-TLS13-1-2-2021-06" } },
    {
      name: "no policy of one's own",
      change: remove(policy),
      parameters: { sslPolicies: ["mine"] },
      set: { [policy]: "mine" },
    },
  ],
  spared: [
    { name: "what no ALB is made of", of: "an Ingress of nginx", change: set(certificate, "arn") },
    { name: "HTTP alone", change: all(set(ports, '[{"HTTP": 80}]'), remove(policy)) },
    { name: "no policy, where none may be used", change: remove(policy), parameters: { sslPolicies: [] } },
    { name: "HTTPS alone", change: all(set(ports, '[{"HTTPS": 443}]'), remove(redirect)) },
  ],
});
