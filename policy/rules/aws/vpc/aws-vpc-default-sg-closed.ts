import { separateRules } from "../../../lib/aws/security-group";
import { isLeftOut } from "../../../lib/aws/stated";
import { vpcs } from "../../../lib/aws/vpc";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const defaultGroups = types("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");

export default defineRule({
  id: "aws-vpc-default-sg-closed",
  title: "The default security group of every VPC lets nothing through",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_12", "FSBP EC2.2", "AWS-0173", "CIS AWS 5.5/6.5"],
  fields: ["DefaultSecurityGroup vpcId", "ingress", "egress"],
  why: "Whatever names no group gets the default one, which lets all its members talk to each other and to the world.",
  fix: "Add a DefaultSecurityGroup with the vpcId and without rules, which takes the rules away that AWS put there.",
  appliesTo: vpcs,
  checkStack(stack, check) {
    check.each(stack.where(vpcs), (vpc) => {
      const closed = stack.joined(vpc, defaultGroups, "vpcId");
      if (closed.length === 0)
        check.violation(vpc, {
          at: "defaultSecurityGroupId",
          found: "the rules that AWS puts there",
          wanted: "a DefaultSecurityGroup without rules",
        });
      for (const group of closed) {
        for (const direction of ["ingress", "egress"]) {
          // Without a word about them, the rules are taken away.
          if (isLeftOut(group, direction)) continue;
          check.expect(group, group.at(direction), isEmpty, "no rules", "Remove the rules from the default group.");
        }
        for (const rule of stack.joined(group, separateRules, "securityGroupId"))
          check.violation(rule, {
            at: "securityGroupId",
            found: `the default group ${group.name}`,
            wanted: "a group of its own",
            fix: "Make a security group for this purpose, and put the rule there.",
          });
      }
    });
  },
});

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}
