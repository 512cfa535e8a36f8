import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/vpc/aws-sg-no-open-egress";
import { all, remove, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodEgress } from "../../../support/security-groups";

const path = "egress[0].cidrBlocks[0]";
const everything = set("egress[0].protocol", "-1");

describeRule(rule, {
  baselines: goodEgress(),
  mutations: [
    { name: "everything to everybody", change: everything, path, message: 'found "0.0.0.0/0" on all ports' },
    {
      name: "everything to all of IPv6",
      change: all(everything, set("egress[0].ipv6CidrBlocks", ["::/0"])),
      path: "egress[0].ipv6CidrBlocks[0]",
    },
    {
      name: "the default group",
      of: "a default security group",
      change: set("egress", [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }]),
      path,
    },
    {
      name: "a rule of its own",
      of: "a rule of its own",
      change: all(set("type", "egress"), set("protocol", "all"), set("cidrBlocks[0]", "0.0.0.0/0")),
      path: "cidrBlocks[0]",
    },
    { name: "an egress rule", of: "an egress rule", change: set("ipProtocol", "-1"), path: "cidrIpv4" },
    {
      name: "a group of another component",
      change: all(
        everything,
        state({ options: { parent: "urn:pulumi:test::platform::platform:eks:index:Clusters::cluster" } }),
      ),
      path,
    },
    {
      name: "everything beside a range that is not known yet",
      change: all(everything, set("egress[0].ipv6CidrBlocks", [UNKNOWN])),
      path,
    },
  ],
  allowed: [
    { name: "one port to everybody", change: set("egress[0].toPort", 444) },
    { name: "everything to a network", change: all(everything, set(path, "10.0.0.0/8")) },
    {
      name: "a group of the component of EKS",
      change: all(
        everything,
        state({
          options: { parent: "urn:pulumi:test::platform::platform:cluster:Cluster$eks:index:Cluster::cluster" },
        }),
      ),
    },
    { name: "no rules", change: remove("egress") },
  ],
  unknown: [
    { name: "an unknown range", change: set(path, UNKNOWN) },
    { name: "an unknown protocol", change: set("egress[0].protocol", UNKNOWN) },
  ],
});
