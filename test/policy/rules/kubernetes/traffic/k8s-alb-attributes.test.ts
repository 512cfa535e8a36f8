import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-alb-attributes";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { alb, goodIngresses } from "../../../support/traffic";

const of = "an ALB";
const attributes = alb("load-balancer-attributes");
const all = [
  "routing.http.drop_invalid_header_fields.enabled=true",
  "access_logs.s3.enabled=true",
  "deletion_protection.enabled=true",
];
const only = (...given: string[]) => set(attributes, given.join(","));

describeRule(rule, {
  baselines: goodIngresses(),
  mutations: [
    { name: "no attributes", of, change: remove(attributes), message: "found not set, wanted routing.http" },
    {
      name: "no attributes, unless it is fixed",
      of,
      change: remove(attributes),
      parameters: { accessLogsBucket: "logs" },
    },
    { name: "malformed headers", of, change: only(all[1]!, all[2]!), message: `wanted ${all[0]}` },
    { name: "no access logs", of, change: only(all[0]!, all[2]!), message: `wanted ${all[1]}` },
    { name: "no protection", of, change: only(all[0]!, all[1]!), message: `wanted ${all[2]}` },
    {
      name: "protection that is switched off",
      of,
      change: only(...all.slice(0, 2), "deletion_protection.enabled=false"),
    },
    { name: "protection that is taken back", of, change: only(...all, "deletion_protection.enabled=false") },
    {
      name: "one that the configuration demands",
      of,
      change: only(...all),
      parameters: { attributes: ["idle_timeout=60"] },
    },
    { name: "a patch without", of: "a patch that leaves things out", change: only("idle_timeout=60") },
  ],
  allowed: [
    { name: "spaces", of, change: set(attributes, all.map((one) => ` ${one.replace("=", " = ")}`).join(" ,")) },
    { name: "fewer, by configuration", of, change: only(all[0]!), parameters: { attributes: [all[0]!] } },
  ],
  unknown: [{ name: "attributes that are not known yet", of, change: set(attributes, UNKNOWN) }],
  remediated: [
    {
      name: "no attributes, where there is a bucket for the logs",
      of,
      change: remove(attributes),
      parameters: { accessLogsBucket: "logs" },
      set: { [attributes]: [...all, "access_logs.s3.bucket=logs"].join(",") },
    },
  ],
  spared: [
    { name: "no attributes, where there is no bucket for the logs", of, change: remove(attributes) },
    {
      name: "what no ALB is made of",
      of: "a patch that leaves things out",
      change: set("spec.ingressClassName", "nginx"),
      parameters: { accessLogsBucket: "logs" },
    },
  ],
});
