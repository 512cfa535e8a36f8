import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/vpc/aws-sg-no-open-admin-ports";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodIngress } from "../../../support/security-groups";

const operators = "ingress[2]";
const ipv4 = `${operators}.cidrBlocks[0]`;
const ipv6 = `${operators}.ipv6CidrBlocks[0]`;
const everybody = set(ipv4, "0.0.0.0/0");

describeRule(rule, {
  baselines: goodIngress(),
  mutations: [
    {
      // checkov stops at the first rule with `self`.
      name: "SSH for all of IPv4, behind a rule for the group itself",
      change: everybody,
      message: 'found "0.0.0.0/0" to port 22, wanted no access from the internet at port 22',
    },
    { name: "SSH for all of IPv6", change: set(ipv6, "::/0") },
    { name: "SSH for one half of IPv4", change: set(ipv4, "0.0.0.0/1") },
    { name: "SSH for the other half", change: set(ipv4, "128.0.0.0/1") },
    { name: "SSH for one half of IPv6", change: set(ipv6, "8000::/1") },
    { name: "SSH for all of IPv6 that is routed", change: set(ipv6, "2000::/3") },
    {
      name: "a range with port 22 in it",
      change: all(set(`${operators}.fromPort`, 0), set(`${operators}.toPort`, 1024), everybody),
      path: ipv4,
      message: "ports 0 to 1024",
    },
    {
      name: "a range with both ports in it",
      change: all(set(`${operators}.toPort`, 65535), everybody),
      path: ipv4,
      message: "the ports 22, 3389",
    },
    {
      name: "Remote Desktop",
      change: all(set(`${operators}.fromPort`, 3389), set(`${operators}.toPort`, 3389), everybody),
      path: ipv4,
    },
    {
      name: "all protocols",
      change: all(
        set(`${operators}.protocol`, "-1"),
        set(`${operators}.fromPort`, 0),
        set(`${operators}.toPort`, 0),
        everybody,
      ),
      path: ipv4,
      message: "all ports",
    },
    { name: "TCP by its number", change: all(set(`${operators}.protocol`, "6"), everybody), path: ipv4 },
    { name: "a port as a string", change: all(set(`${operators}.fromPort`, "22"), everybody), path: ipv4 },
    {
      name: "all ports by -1",
      change: all(set(`${operators}.fromPort`, -1), set(`${operators}.toPort`, -1), everybody),
      path: ipv4,
    },
    {
      name: "a rule without ports",
      change: all(remove(`${operators}.fromPort`), remove(`${operators}.toPort`), everybody),
      path: ipv4,
    },
    {
      name: "the default group",
      of: "a default security group",
      change: set("ingress", [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }]),
      path: "ingress[0].cidrBlocks[0]",
    },
    { name: "a rule of its own", of: "a rule of its own", change: set("cidrBlocks[0]", "0.0.0.0/0") },
    {
      name: "a rule of its own for IPv6",
      of: "a rule of its own",
      change: set("ipv6CidrBlocks", ["::/0"]),
      path: "ipv6CidrBlocks[0]",
    },
    { name: "an ingress rule", of: "an ingress rule", change: set("cidrIpv4", "0.0.0.0/0") },
    { name: "an ingress rule for IPv6", of: "an ingress rule", change: set("cidrIpv6", "::/0") },
    {
      name: "an ingress rule for all protocols",
      of: "an ingress rule",
      change: all(set("cidrIpv4", "0.0.0.0/0"), set("ipProtocol", "-1"), remove("fromPort"), remove("toPort")),
    },
    {
      name: "everybody beside a network that is not known yet",
      change: all(set(`${operators}.cidrBlocks`, [UNKNOWN, "0.0.0.0/0"])),
      path: `${operators}.cidrBlocks[1]`,
    },
    {
      name: "everybody beside networks that are not known yet",
      change: all(set(ipv6, "::/0"), set(`${operators}.cidrBlocks`, UNKNOWN)),
    },
  ],
  allowed: [
    { name: "the widest network that somebody may have", change: set(ipv4, "11.0.0.0/8") },
    { name: "all private addresses of IPv6", change: set(ipv6, "fc00::/7") },
    {
      name: "a neighbouring port",
      change: all(set(`${operators}.fromPort`, 23), set(`${operators}.toPort`, 3388), everybody),
    },
    { name: "ICMP of a type that looks like a port", change: all(set(`${operators}.protocol`, "icmp"), everybody) },
    { name: "a protocol without ports", change: all(set(`${operators}.protocol`, "50"), everybody) },
    {
      name: "a rule for traffic out",
      of: "a rule of its own",
      change: all(set("type", "egress"), set("cidrBlocks[0]", "0.0.0.0/0")),
    },
    { name: "no address range", of: "an ingress rule", change: remove("cidrIpv4") },
  ],
  unknown: [
    { name: "an unknown network", change: set(ipv4, UNKNOWN) },
    { name: "unknown rules", change: set("ingress", UNKNOWN) },
    { name: "an unknown port for everybody", change: all(set(`${operators}.fromPort`, UNKNOWN), everybody) },
    { name: "an unknown protocol for everybody", change: all(set(`${operators}.protocol`, UNKNOWN), everybody) },
    { name: "an unknown direction", of: "a rule of its own", change: set("type", UNKNOWN) },
  ],
  ignored: [
    {
      type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      properties: { cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" },
    },
  ],
});
