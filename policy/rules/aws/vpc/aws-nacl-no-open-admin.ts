import { isOpen, prefixLength, reaches, trafficOf, wordsFor, type TrafficNodes } from "../../../lib/aws/network";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const RULE = "aws:ec2/networkAclRule:NetworkAclRule";
const FTP_SSH_AND_REMOTE_DESKTOP = [20, 21, 22, 3389];
const FAMILIES = ["cidrBlock", "ipv6CidrBlock"];

interface AclRule extends TrafficNodes {
  readonly node: Node;
  readonly action: Node;
  readonly number: Node;
}

export default defineRule({
  id: "aws-nacl-no-open-admin",
  title: "No network ACL lets the internet reach FTP, SSH or Remote Desktop",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "CKV_AWS_229",
    "CKV_AWS_230",
    "CKV_AWS_231",
    "CKV_AWS_232",
    "CKV_AWS_352",
    "FSBP EC2.21",
    "AWS-0102",
    "AWS-0105",
    "CIS AWS 5.2/6.2",
  ],
  fields: ["ingress[]", "egress", "ruleAction", "cidrBlock", "ipv6CidrBlock", "protocol", "fromPort", "toPort"],
  why: "The ACL is the second lock behind the security groups: one that lets everything in is not a lock.",
  fix: "Allow the ranges of ports around these only, deny these ports under a smaller number, or name the networks that may use them.",
  appliesTo: types("aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", RULE),
  check(resource, check) {
    const rules = ingressOf(resource);
    check.each(rules, (rule) => {
      if (!acts(rule, "allow")) return;
      check.each(FAMILIES, (family) => {
        const range = rule.node.at(family);
        if (!isOpen(range.text())) return;
        const traffic = trafficOf(rule);
        const open = FTP_SSH_AND_REMOTE_DESKTOP.filter(
          (port) => reaches(traffic, port) && !rules.some((other) => isDeniedBefore(rule, other, family, port)),
        );
        if (open.length === 0) return;
        const found = `${range.describe()} to ${wordsFor(traffic)}`;
        check.violation({ at: range, found, wanted: `no access from the internet at ${open.join(", ")}` });
      });
    });
  },
});

function ingressOf(resource: Resource): AclRule[] {
  const { properties, type } = resource;
  if (type !== RULE) {
    const rules = properties.at("ingress").items();
    return rules.map((node) => ruleAt(node, node.at("action"), node.at("ruleNo")));
  }
  return properties.at("egress").isTrue()
    ? []
    : [ruleAt(properties, properties.at("ruleAction"), properties.at("ruleNumber"))];
}

function ruleAt(node: Node, action: Node, number: Node): AclRule {
  return { node, action, number, protocol: node.at("protocol"), from: node.at("fromPort"), to: node.at("toPort") };
}

function acts({ action }: AclRule, as: "allow" | "deny"): boolean {
  return action.text()?.toLowerCase() === as;
}

/** Whether another rule of the ACL, which comes first, keeps everybody from a port. */
function isDeniedBefore(rule: AclRule, other: AclRule, family: string, port: number): boolean {
  if (!acts(other, "deny") || prefixLength(other.node.at(family).text() ?? "") !== 0) return false;
  const [allowed, denied] = [trafficOf(rule), trafficOf(other)];
  const isSameProtocol = denied.kind === "all" || denied.kind === (allowed.kind === "all" ? "tcp" : allowed.kind);
  return isSameProtocol && reaches(denied, port) && (other.number.number() ?? Infinity) < (rule.number.number() ?? 0);
}
