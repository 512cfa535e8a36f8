import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/pulumi/aws/pulumi-no-managed-conflict";
import { add, all, set, without, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const https = { protocol: "tcp", fromPort: 443, toPort: 443 };

const group: Given = { type: "aws:ec2/securityGroup:SecurityGroup", name: "group", properties: { name: "web" } };
const ingress = typed<aws.vpc.SecurityGroupIngressRuleArgs>(
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/16" },
  { name: "in", dependencies: { securityGroupId: ["group"] } },
);
const egress = typed<aws.vpc.SecurityGroupEgressRuleArgs>(
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  { securityGroupId: "sg-1", ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" },
  { name: "out", dependencies: { securityGroupId: ["group"] } },
);
const older = typed<aws.ec2.SecurityGroupRuleArgs>(
  "aws:ec2/securityGroupRule:SecurityGroupRule",
  { type: "egress", securityGroupId: "sg-1", ...https, cidrBlocks: ["10.0.0.0/16"] },
  { name: "older", dependencies: { securityGroupId: ["group"] } },
);

const RANGE = "10.0.0.0/16";

/** A separate rule for the port of HTTPS, as `name`, and whom it is about. */
const rule443 = (name: string, properties: Record<string, unknown>): Given => ({
  ...ingress,
  name,
  properties: { ipProtocol: "tcp", fromPort: 443, toPort: 443, ...properties },
});
const inGroup = (entry: Record<string, unknown>) => set("ingress", [{ ...https, ...entry }]);

const role: Given = { type: "aws:iam/role:Role", name: "role", properties: { name: "web" } };
const policy = typed<aws.iam.RolePolicyArgs>(
  "aws:iam/rolePolicy:RolePolicy",
  { role: "web", name: "read", policy: "{}" },
  { name: "policy", dependencies: { role: ["role"] } },
);
const attachment = typed<aws.iam.RolePolicyAttachmentArgs>(
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  { role: "web", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
  { name: "attachment", dependencies: { role: ["role"] } },
);

const ARN = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy";

describeRule(rule, {
  baselines: {
    "a group with rules of its own": [{ ...group, properties: { ingress: [https], egress: [] } }],
    "a group with separate rules": [group, ingress, egress],
    "a group with an older kind of rule": [group, older],
    "a role with policies of its own": [
      { ...role, properties: { inlinePolicies: [{ name: "a" }], managedPolicyArns: [ARN] } },
    ],
    "a role with separate policies": [role, policy, attachment],
  },
  mutations: [
    {
      name: "a separate rule beside rules in the group",
      change: all(set("ingress[0].fromPort", 80), add(ingress)),
      path: "ingress[0]",
      message: "found an entry of its own beside the resource in",
    },
    {
      name: "a rule in the group that goes out",
      of: "a group with separate rules",
      change: set("egress", [https]),
      path: "egress[0]",
      message: "beside the resource in",
    },
    {
      name: "another protocol at the same port",
      of: "a group with separate rules",
      change: set("ingress", [{ ...https, protocol: "udp" }]),
      path: "ingress[0]",
    },
    {
      name: "a range of ports that begins at the same one",
      of: "a group with separate rules",
      change: set("ingress", [{ ...https, toPort: 8443 }]),
      path: "ingress[0]",
    },
    {
      name: "a port of the other direction",
      of: "a group with an older kind of rule",
      change: set("ingress", [https]),
      path: "ingress[0]",
    },
    ...Object.entries({
      cidrBlocks: ["0.0.0.0/0"],
      ipv6CidrBlocks: ["::/0"],
      prefixListIds: ["pl-1"],
      securityGroups: ["sg-2"],
      self: true,
    }).map(([field, value]) => ({
      name: `others by ${field} at the same port`,
      of: "a group with separate rules",
      change: inGroup({ [field]: value }),
      path: "ingress[0]",
    })),
    {
      name: "a range more than the separate rule has, beside one that is not known yet",
      of: "a group with separate rules",
      change: inGroup({ cidrBlocks: [UNKNOWN, RANGE, "0.0.0.0/0"] }),
      path: "ingress[0]",
    },
    {
      name: "a range that a separate rule has for another port",
      of: "a group with separate rules",
      change: all(
        add(rule443("other", { fromPort: 80, cidrIpv4: "0.0.0.0/0" })),
        inGroup({ cidrBlocks: ["0.0.0.0/0"] }),
      ),
      path: "ingress[0]",
    },
    {
      name: "policies in the role beside a separate one",
      of: "a role with separate policies",
      change: set("inlinePolicies", [{ name: "write" }]),
      path: "inlinePolicies[0]",
    },
    {
      name: "managed policies in the role beside an attachment",
      of: "a role with separate policies",
      change: set("managedPolicyArns", [ARN]),
      path: "managedPolicyArns[0]",
    },
    {
      name: "managed policies in the role beside inline ones that are not known yet",
      of: "a role with separate policies",
      change: all(set("managedPolicyArns", [ARN]), set("inlinePolicies", UNKNOWN)),
      path: "managedPolicyArns[0]",
    },
  ],
  allowed: [
    {
      name: "separate rules that a refresh has written into the group",
      of: "a group with separate rules",
      change: all(set("ingress", [https]), set("egress", [{ protocol: "-1", fromPort: 0, toPort: 0 }])),
    },
    {
      name: "all ranges and groups of separate rules, which a refresh has written into one entry",
      of: "a group with separate rules",
      change: all(
        add(rule443("second", { cidrIpv4: "10.1.0.0/16" })),
        add(rule443("v6", { cidrIpv6: "fd00::/8" })),
        add(rule443("list", { prefixListId: "pl-1" })),
        add(rule443("group-2", { referencedSecurityGroupId: "sg-2" })),
        add(rule443("itself", { referencedSecurityGroupId: "sg-1" })),
        set("id", "sg-1"),
        inGroup({
          cidrBlocks: [RANGE, "10.1.0.0/16"],
          ipv6CidrBlocks: ["fd00::/8"],
          prefixListIds: ["pl-1"],
          securityGroups: ["sg-2"],
          self: true,
        }),
      ),
    },
    {
      name: "ranges and groups of an older kind of rule, which a refresh has written into one entry",
      of: "a group with an older kind of rule",
      change: all(
        add({ ...older, name: "group-2", properties: { ...older.properties, sourceSecurityGroupId: "sg-2" } }),
        add({ ...older, name: "itself", properties: { ...older.properties, self: true } }),
        set("egress", [{ ...https, cidrBlocks: [RANGE], ipv6CidrBlocks: [], securityGroups: ["sg-2"], self: true }]),
      ),
    },
    {
      name: "an entry that says that it is not about the group itself",
      of: "a group with separate rules",
      change: inGroup({ cidrBlocks: [RANGE], self: false }),
    },
    {
      name: "an older kind of rule that a refresh has written into the group",
      of: "a group with an older kind of rule",
      change: set("egress", [https]),
    },
    {
      name: "an older kind of rule for traffic in that a refresh has written into the group",
      of: "a group with an older kind of rule",
      change: all(set("ingress", [https]), set("type", "ingress", "older")),
    },
    {
      name: "separate policies that a refresh has written into the role",
      of: "a role with separate policies",
      change: all(
        set("inlinePolicies", [{ name: "read", policy: "{}" }]),
        set("managedPolicyArns", ["arn:aws:iam::aws:policy/ReadOnlyAccess"]),
      ),
    },
    {
      name: "managed policies of the role beside a separate inline one",
      of: "a role with separate policies",
      change: all(set("managedPolicyArns", [ARN]), without("attachment")),
    },
  ],
  unknown: [
    {
      name: "rules in the group that are not known yet",
      of: "a group with separate rules",
      change: set("ingress", UNKNOWN),
    },
    {
      name: "a separate rule for a range that is not known yet",
      of: "a group with separate rules",
      change: all(set("cidrIpv4", UNKNOWN, "in"), inGroup({ cidrBlocks: [RANGE] })),
    },
    {
      name: "an older kind of rule whose ranges are not known yet",
      of: "a group with an older kind of rule",
      change: all(set("cidrBlocks", UNKNOWN, "older"), set("egress", [{ ...https, cidrBlocks: [RANGE] }])),
    },
    {
      name: "ranges that are not known yet",
      of: "a group with separate rules",
      change: inGroup({ cidrBlocks: UNKNOWN }),
      path: "ingress[0].cidrBlocks",
    },
    {
      name: "an attachment of a policy that is not known yet",
      of: "a role with separate policies",
      change: all(set("policyArn", UNKNOWN, "attachment"), set("managedPolicyArns", [ARN])),
    },
  ],
});
