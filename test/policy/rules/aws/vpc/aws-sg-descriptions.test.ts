import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/vpc/aws-sg-descriptions";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodEgress, goodIngress } from "../../../support/security-groups";

describeRule(rule, {
  baselines: { ...goodIngress(), ...goodEgress() },
  mutations: [
    {
      name: "the description that Pulumi gives",
      change: set("description", "Managed by Pulumi"),
      message: "wanted a description of its own",
    },
    { name: "the one that Terraform gives", change: set("description", "Managed by Terraform") },
    { name: "a group without a description", change: remove("description") },
    { name: "an empty description", change: set("description", " ") },
    { name: "a rule for traffic in", change: remove("ingress[1].description") },
    { name: "a rule for traffic out", change: remove("egress[0].description") },
    {
      name: "a rule of the default group",
      of: "a default security group",
      change: set("ingress", [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }]),
      path: "ingress[0].description",
    },
    { name: "a rule of its own", of: "a rule of its own", change: remove("description") },
    { name: "an ingress rule", of: "an ingress rule", change: remove("description") },
    { name: "an egress rule", of: "an egress rule", change: remove("description") },
    {
      name: "a rule beside rules that are not known yet",
      change: all(remove("ingress[1].description"), set("egress", UNKNOWN)),
    },
  ],
  allowed: [
    {
      name: "a rule whose direction is not known yet",
      of: "a rule of its own",
      change: set("type", UNKNOWN),
    },
  ],
  unknown: [
    { name: "an unknown description", change: set("description", UNKNOWN) },
    { name: "an unknown description of a rule", change: set("ingress[1].description", UNKNOWN) },
  ],
});
