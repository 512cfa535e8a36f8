import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "aws-vpc-no-default",
  title: "Nothing is built on the default VPC",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["AWS-0101"],
  fields: ["(type)"],
  why: "The default VPC has only public subnets, and everything that forgets to name a network ends up in it.",
  fix: "Make a VPC with private subnets, and use that.",
  appliesTo: types("aws:ec2/defaultVpc:DefaultVpc", "aws:ec2/defaultSubnet:DefaultSubnet"),
  check(resource, check) {
    check.violation({ at: "(type)", found: resource.kind.name, wanted: "a VPC of our own" });
  },
});
