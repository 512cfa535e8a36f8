import { roles } from "../../../lib/aws/permissions";
import { groups, separateRules } from "../../../lib/aws/security-group";
import { peerOf, peersOf } from "../../../lib/aws/peers";
import { any } from "../../../lib/any";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import { types, type Stack } from "../../../lib/stack";

const rolePolicies = types("aws:iam/rolePolicy:RolePolicy");
const attachments = types("aws:iam/rolePolicyAttachment:RolePolicyAttachment");

/** Where a resource lists its parts itself, and the resources that are such parts on their own. */
interface Kept {
  readonly list: string;
  readonly separate: readonly Resource[];
  /** Whether an entry of the list says nothing but what those resources do: after a refresh AWS's whole list is there. */
  readonly isEcho: (entry: Node) => boolean;
}

export default defineRule({
  id: "pulumi-no-managed-conflict",
  title: "The parts of a security group or role are kept in one place only",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: [
    "awsguard security-group-no-rule-management-conflicts",
    "awsguard iam-role-no-policy-management-conflicts",
  ],
  fields: ["ingress", "egress", "inlinePolicies", "managedPolicyArns"],
  why: "A list in the group or role is meant to be complete: every update takes away what separate resources added, and those add it again.",
  fix: "Move the entries of the list into resources of their own, or those resources into the list.",
  appliesTo: (type) => groups(type) || roles(type),
  checkStack(stack, check) {
    for (const owner of stack.where(groups)) check.each(ofGroup(stack, owner), (kept) => judge(owner, kept));
    for (const owner of stack.where(roles)) check.each(ofRole(stack, owner), (kept) => judge(owner, kept));

    function judge(owner: Resource, { list, separate, isEcho }: Kept): void {
      const [first] = separate;
      if (!first) return;
      check.each(owner.at(list).items(), (entry) => {
        if (isEcho(entry)) return;
        check.violation(owner, {
          at: entry,
          found: `an entry of its own beside the resource ${first.name}`,
          wanted: "entries here, or separate resources, but not both",
        });
      });
    }
  },
});

function ofGroup(stack: Stack, group: Resource): Kept[] {
  const separate = stack.joined(group, separateRules, "securityGroupId");
  return ["ingress", "egress"].map((list) => ({
    list,
    separate,
    isEcho: (entry) => {
      const same = (part: Resource) => isSameTraffic(entry, part, list);
      const isKept = (peer: string) =>
        any(separate, (part) => same(part) && any(peersOf(part.properties), (one) => peerOf(one, group) === peer));
      const isOther = (node: Node) => {
        const peer = peerOf(node, group);
        return peer !== undefined && !isKept(peer);
      };
      // AWS puts all that has the same ports into one entry, whichever resources it is from.
      return any(separate, same) && !any(peersOf(entry), isOther);
    },
  }));
}

function isSameTraffic(entry: Node, part: Resource, list: string): boolean {
  const direction = part.kind.name === "SecurityGroupRule" ? part.at("type").text() : directionOf(part.kind.name);
  const protocol = part.at("protocol").exists ? part.at("protocol") : part.at("ipProtocol");
  const isAll = protocol.text() === "-1" && entry.at("protocol").text() === "-1";
  const hasSamePorts = ["fromPort", "toPort"].every((port) => entry.at(port).number() === part.at(port).number());
  return direction === list && (isAll || (entry.at("protocol").text() === protocol.text() && hasSamePorts));
}

function directionOf(name: string): string {
  return name === "SecurityGroupIngressRule" ? "ingress" : "egress";
}

function ofRole(stack: Stack, role: Resource): Kept[] {
  const policies = stack.joined(role, rolePolicies, "role");
  const attached = stack.joined(role, attachments, "role");
  return [
    {
      list: "inlinePolicies",
      separate: policies,
      isEcho: (entry) => any(policies, (part) => entry.at("name").text() === part.at("name").text()),
    },
    {
      list: "managedPolicyArns",
      separate: attached,
      isEcho: (entry) => any(attached, (part) => entry.text() === part.at("policyArn").text()),
    },
  ];
}
