import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/eks/aws-eks-public-cidrs";
import { all, remove, set, type Change } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodCluster } from "../../../support/eks";

const isPublic = "vpcConfig.endpointPublicAccess";
const cidrs = "vpcConfig.publicAccessCidrs";

const open = (...networks: string[]): Change => all(set(cidrs, networks), set(isPublic, true));

describeRule(rule, {
  baselines: { "a private cluster": [goodCluster()] },
  mutations: [
    { name: "a public endpoint without networks", change: set(isPublic, true), path: cidrs, message: "found not set" },
    { name: "the default, which is public", change: remove(isPublic), path: cidrs },
    { name: "a public endpoint with an empty list", change: open(), path: cidrs },
    { name: "all of IPv4", change: open("198.51.100.0/24", "0.0.0.0/0"), path: `${cidrs}[1]` },
    { name: "all of IPv6", change: open("::/0"), path: `${cidrs}[0]` },
    { name: "one half of IPv4", change: open("128.0.0.0/1"), path: `${cidrs}[0]`, message: "/8 or longer" },
    {
      name: "a prefix shorter than configured",
      change: open("10.0.0.0/8"),
      path: `${cidrs}[0]`,
      parameters: { shortestPrefix: 16 },
    },
    { name: "what is not a network", change: open("everybody"), path: `${cidrs}[0]` },
    {
      name: "all of IPv4 beside a network that is not known yet",
      change: open(UNKNOWN, "0.0.0.0/0"),
      path: `${cidrs}[1]`,
    },
  ],
  allowed: [
    { name: "a public endpoint for one network", change: open("198.51.100.0/24") },
    { name: "a network as wide as configured", change: open("198.51.100.0/24"), parameters: { shortestPrefix: 24 } },
    { name: "an open list without a public endpoint", change: set(cidrs, ["0.0.0.0/0"]) },
  ],
  unknown: [
    { name: "an unknown public endpoint", change: set(isPublic, UNKNOWN) },
    { name: "unknown networks", change: all(set(cidrs, UNKNOWN), set(isPublic, true)) },
    { name: "an unknown network", change: open(UNKNOWN), path: `${cidrs}[0]` },
  ],
});
