import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/lb/aws-lb-attributes";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { describeLeftAlone } from "../../../support/leaves-alone";
import { goodLoadBalancer, goodNetworkLoadBalancer } from "../../../support/loadbalancer";

const of = "a network's";
const old = { ...goodLoadBalancer(), type: "aws:alb/loadBalancer:LoadBalancer" };

describeRule(rule, {
  baselines: {
    "an application's": [goodLoadBalancer()],
    [of]: [goodNetworkLoadBalancer()],
    "an application's, under the older name": [old],
    "a gateway's": [
      {
        type: "aws:lb/loadBalancer:LoadBalancer",
        properties: { loadBalancerType: "gateway", enableDeletionProtection: true },
      },
    ],
  },
  mutations: [
    { name: "no protection from deletion", change: remove("enableDeletionProtection") },
    { name: "a gateway without it", of: "a gateway's", change: set("enableDeletionProtection", false) },
    { name: "no logs", change: remove("accessLogs"), path: "accessLogs.enabled" },
    { name: "logs that are off", change: set("accessLogs.enabled", false) },
    { name: "a network without logs", of, change: remove("accessLogs.enabled") },
    { name: "malformed headers", change: remove("dropInvalidHeaderFields") },
    {
      name: "malformed headers, under the older name",
      of: "an application's, under the older name",
      change: set("dropInvalidHeaderFields", false),
    },
    {
      name: "malformed headers of one without a type",
      change: all(set("dropInvalidHeaderFields", false), remove("loadBalancerType")),
    },
    { name: "requests that are only watched", change: set("desyncMitigationMode", "monitor") },
    { name: "one zone", of, change: remove("enableCrossZoneLoadBalancing") },
    {
      name: "no protection from deletion beside an unknown type",
      change: all(remove("enableDeletionProtection"), set("loadBalancerType", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "the default mode", change: remove("desyncMitigationMode") },
    { name: "the strictest mode", change: set("desyncMitigationMode", "strictest") },
  ],
  unknown: [
    { name: "an unknown type", change: set("loadBalancerType", UNKNOWN) },
    { name: "unknown logs", change: set("accessLogs.enabled", UNKNOWN) },
    { name: "unknown headers", change: set("dropInvalidHeaderFields", UNKNOWN) },
  ],
  remediated: [
    {
      name: "an application's that says nothing",
      change: all(remove("dropInvalidHeaderFields"), remove("enableDeletionProtection"), remove("accessLogs.enabled")),
      set: { dropInvalidHeaderFields: true, enableDeletionProtection: true, "accessLogs.enabled": true },
    },
    {
      name: "a network's that says nothing",
      of,
      change: remove("enableCrossZoneLoadBalancing"),
      set: { enableCrossZoneLoadBalancing: true, dropInvalidHeaderFields: undefined },
    },
  ],
});

describeLeftAlone(rule, {
  "logs without a bucket": {
    type: "aws:lb/loadBalancer:LoadBalancer",
    properties: { enableDeletionProtection: true, dropInvalidHeaderFields: true },
  },
});
