import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/vpc/aws-nacl-no-open-admin";
import { all, remove, set, type Change } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const web = { ruleNo: 100, action: "allow", protocol: "tcp", fromPort: 443, toPort: 443, cidrBlock: "0.0.0.0/0" };
const path = "ingress[0].cidrBlock";

const ports = (from: number, to = from): Change => all(set("ingress[0].fromPort", from), set("ingress[0].toPort", to));
const everything = all(set("ingress[0].protocol", "-1"), ports(0));
/** Denies a range of ports to everybody before the first rule, where not said otherwise. */
const deny = (from: number, to: number, others: Record<string, unknown> = {}): Change =>
  set("ingress[1]", { ...web, ruleNo: 90, action: "deny", fromPort: from, toPort: to, ...others });

describeRule(rule, {
  baselines: {
    "an ACL": [typed<aws.ec2.NetworkAclArgs>("aws:ec2/networkAcl:NetworkAcl", { vpcId: "vpc-1", ingress: [web] })],
    "a default ACL": [
      typed<aws.ec2.DefaultNetworkAclArgs>("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", {
        defaultNetworkAclId: "acl-1",
        ingress: [web],
      }),
    ],
    "a rule of its own": [
      typed<aws.ec2.NetworkAclRuleArgs>("aws:ec2/networkAclRule:NetworkAclRule", {
        networkAclId: "acl-1",
        ruleNumber: 100,
        ruleAction: "allow",
        protocol: "6",
        fromPort: 443,
        toPort: 443,
        cidrBlock: "0.0.0.0/0",
      }),
    ],
  },
  mutations: [
    ...[20, 21, 22, 3389].map((port) => ({
      name: `port ${port}`,
      change: ports(port),
      path,
      message: `no access from the internet at ${port}.`,
    })),
    {
      name: "all protocols",
      change: everything,
      path,
      message: '"0.0.0.0/0" to all ports, wanted no access from the internet at 20, 21, 22, 3389',
    },
    { name: "a range of ports", change: ports(1024, 65535), path, message: "at 3389." },
    {
      name: "all of IPv6",
      change: all(ports(22), remove(path), set("ingress[0].ipv6CidrBlock", "::/0")),
      path: "ingress[0].ipv6CidrBlock",
    },
    { name: "UDP", change: all(ports(3389), set("ingress[0].protocol", "udp")), path },
    { name: "a default ACL", of: "a default ACL", change: everything, path },
    { name: "a rule of its own", of: "a rule of its own", change: set("fromPort", 22), path: "cidrBlock" },
    {
      name: "a rule of its own that says that it is for traffic in",
      of: "a rule of its own",
      change: all(set("egress", false), set("fromPort", 22)),
      path: "cidrBlock",
    },
    { name: "a denial that comes too late", change: all(ports(22), deny(22, 22, { ruleNo: 110 })), path },
    { name: "a denial under the same number", change: all(ports(22), deny(22, 22, { ruleNo: 100 })), path },
    { name: "a denial for a network only", change: all(ports(22), deny(22, 22, { cidrBlock: "10.0.0.0/8" })), path },
    { name: "a denial for other ports", change: all(ports(20, 3389), deny(20, 22)), path, message: "at 3389." },
    { name: "a denial for another protocol", change: all(ports(22), deny(22, 22, { protocol: "udp" })), path },
    {
      name: "a second rule that allows it",
      change: set("ingress[1]", { ...web, ruleNo: 90, fromPort: 22, toPort: 22 }),
      path: "ingress[1].cidrBlock",
    },
    {
      name: "a rule beside a range that is not known yet",
      change: all(ports(22), set("ingress[0].ipv6CidrBlock", UNKNOWN)),
      path,
    },
  ],
  allowed: [
    { name: "a network", change: all(ports(22), set(path, "10.0.0.0/8")) },
    { name: "a rule that denies", change: all(ports(22), set("ingress[0].action", "deny")) },
    { name: "ports that are denied before", change: all(ports(20, 22), deny(20, 22)) },
    {
      name: "a port of UDP that is denied before",
      change: all(ports(3389), set("ingress[0].protocol", "udp"), deny(3389, 3389, { protocol: "udp" })),
    },
    { name: "all ports after these are denied", change: all(everything, deny(20, 3389)) },
    { name: "ports after everything is denied", change: all(ports(22), deny(0, 0, { protocol: "-1" })) },
    { name: "traffic out", of: "a rule of its own", change: all(set("egress", true), set("fromPort", 22)) },
    { name: "a protocol without ports", change: all(ports(22), set("ingress[0].protocol", "icmp")) },
  ],
  unknown: [
    { name: "an unknown range", change: set(path, UNKNOWN) },
    { name: "an unknown action", change: set("ingress[0].action", UNKNOWN) },
    { name: "unknown rules", change: set("ingress", UNKNOWN) },
    { name: "an unknown direction", of: "a rule of its own", change: set("egress", UNKNOWN) },
  ],
});
