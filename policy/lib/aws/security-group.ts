import type { Node } from "../node";
import type { Resource } from "../resource";
import type { Check } from "../rule";
import { types } from "../stack";
import { isOpen, reaches, trafficOf, wordsFor, type Traffic, type TrafficNodes } from "./network";

/** A rule of a security group. */
export interface GroupRule extends TrafficNodes {
  readonly node: Node;
  /** The address ranges that it speaks of, one a place. */
  readonly ranges: readonly Node[];
}

const GROUPS = ["aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"];
const RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

/** Security groups, which may hold rules. */
export const groups = types(...GROUPS);
/** Rules that are resources of their own. */
export const separateRules = types(RULE, INGRESS_RULE, EGRESS_RULE);
/** All that may let traffic in. */
export const ingressTypes = types(...GROUPS, RULE, INGRESS_RULE);
/** All that may let traffic out. */
export const egressTypes = types(...GROUPS, RULE, EGRESS_RULE);

/**
 * The rules for one direction that a resource holds, or is.
 *
 * @throws Undecided when its direction is not known yet.
 */
export function rulesOf(resource: Resource, direction: "ingress" | "egress"): GroupRule[] {
  const { type, properties } = resource;
  if (type === RULE) return properties.at("type").text() === direction ? [ruleWithLists(properties)] : [];
  if (type === INGRESS_RULE || type === EGRESS_RULE) return [ruleWithOneRange(properties)];
  return properties.at(direction).items().map(ruleWithLists);
}

function ruleWithLists(node: Node): GroupRule {
  const ranges = [...node.at("cidrBlocks").items(), ...node.at("ipv6CidrBlocks").items()];
  return { node, ranges, protocol: node.at("protocol"), from: node.at("fromPort"), to: node.at("toPort") };
}

function ruleWithOneRange(node: Node): GroupRule {
  const ranges = [node.at("cidrIpv4"), node.at("cidrIpv6")];
  return { node, ranges, protocol: node.at("ipProtocol"), from: node.at("fromPort"), to: node.at("toPort") };
}

/** Does something with each address range of a resource's rules that is open to the internet. */
export function eachOpenRange(
  resource: Resource,
  direction: "ingress" | "egress",
  check: Pick<Check<unknown>, "each">,
  judge: (range: Node, traffic: Traffic) => void,
): void {
  check.each(rulesOf(resource, direction), (rule) => {
    check.each(rule.ranges, (range) => {
      if (isOpen(range.text())) judge(range, trafficOf(rule));
    });
  });
}

/** Reports each address range that is open to the internet and leads to one of these ports. */
export function reportOpenPorts(
  resource: Resource,
  check: Pick<Check<unknown>, "each" | "violation">,
  ports: readonly number[],
): void {
  eachOpenRange(resource, "ingress", check, (range, traffic) => {
    const open = ports.filter((port) => reaches(traffic, port));
    if (open.length === 0) return;
    check.violation({
      at: range,
      found: `${range.describe()} to ${wordsFor(traffic)}`,
      wanted: `no access from the internet at ${open.length === 1 ? "port" : "the ports"} ${open.join(", ")}`,
    });
  });
}
