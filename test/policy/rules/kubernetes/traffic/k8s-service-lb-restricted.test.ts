import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-service-lb-restricted";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodService, servicePatch } from "../../../support/traffic";

const scheme = 'metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-scheme"]';
const ranges = "spec.loadBalancerSourceRanges";
const balanced = set("spec.type", "LoadBalancer");
const open = (range: unknown) => all(balanced, set(ranges, ["192.0.2.0/24", range]));
const last = `${ranges}[1]`;

describeRule(rule, {
  baselines: { "a Service": [goodService()], "a patch that leaves things out": [servicePatch()] },
  mutations: [
    { name: "a load balancer that says nothing", change: balanced, path: ranges, message: "found not set" },
    { name: "an empty list of networks", change: all(balanced, set(ranges, [])), path: ranges },
    { name: "all of IPv4", change: open("0.0.0.0/0"), path: last, message: "wanted a network, not everybody" },
    { name: "all of IPv6", change: open("::/0"), path: last },
    { name: "everybody, written otherwise", change: open("198.51.100.1/0"), path: last },
    { name: "a network that is none", change: open(7), path: last },
    {
      name: "a scheme that opens it",
      change: all(balanced, set(scheme, "internet-facing")),
      path: ranges,
    },
    {
      name: "everybody beside a network that is not known yet",
      change: all(balanced, set(ranges, [UNKNOWN, "0.0.0.0/0"])),
      path: last,
    },
    {
      name: "a patch that opens it",
      of: "a patch that leaves things out",
      change: open("0.0.0.0/0"),
      path: last,
    },
  ],
  allowed: [
    { name: "an internal load balancer", change: all(balanced, set(scheme, "internal")) },
    { name: "an internal one with all networks", change: all(open("0.0.0.0/0"), set(scheme, "internal")) },
    { name: "networks of its own", change: open("2001:db8::/32") },
    { name: "a patch that only says the type", of: "a patch that leaves things out", change: balanced },
  ],
  unknown: [
    { name: "a type that is not known yet", change: set("spec.type", UNKNOWN) },
    { name: "a scheme that is not known yet", change: all(set(scheme, UNKNOWN), balanced) },
    { name: "networks that are not known yet", change: all(set(ranges, UNKNOWN), balanced) },
    { name: "a network that is not known yet", change: open(UNKNOWN), path: last },
  ],
});
