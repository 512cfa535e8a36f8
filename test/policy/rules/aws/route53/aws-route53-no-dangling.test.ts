import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/route53/aws-route53-no-dangling";
import { all, remove, set, state, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodRecord, goodZone } from "../../../support/route53";

const loadBalancer: Given = { name: "lb", type: "aws:lb/loadBalancer:LoadBalancer", properties: {} };
const host = "shop-123.eu-central-1.elb.amazonaws.com";
const alias = goodRecord({ aliases: [{ name: host, zoneId: "Z2" }] }, { dependencies: { aliases: ["lb"] } });
const cname = goodRecord({ type: "CNAME", records: [host] }, { dependencies: { records: ["lb"] } });
const address = goodRecord({ records: ["203.0.113.7"] }, { dependencies: { records: ["lb"] } });
const alone = state({ dependencies: { zoneId: ["zone"] } });
const of = "a name";

describeRule(rule, {
  baselines: {
    "an alias": [alias, goodZone(), loadBalancer],
    [of]: [cname, goodZone(), loadBalancer],
    "an address": [address, goodZone(), loadBalancer],
  },
  mutations: [
    { name: "an alias that nothing keeps", change: alone, path: "aliases[0].name", message: host },
    { name: "an alias of another kind of address", change: all(set("type", "AAAA"), alone), path: "aliases[0].name" },
    { name: "a name that nothing keeps", of, change: alone, path: "records[0]" },
    { name: "a name with a dot at the end", of, change: all(set("records[0]", "d1.cloudfront.net."), alone) },
    { name: "a site of a bucket", of, change: all(set("records[0]", "a.s3-website.eu-west-1.amazonaws.com"), alone) },
    { name: "an address that nothing keeps", of: "an address", change: alone, path: "records[0]" },
    {
      name: "one address beside an unknown one",
      of: "an address",
      change: all(set("records", [UNKNOWN, "203.0.113.8"]), alone),
      path: "records[1]",
    },
    {
      name: "a target that is not among those allowed",
      of,
      change: alone,
      path: "records[0]",
      parameters: { allowedTargets: ["*.cloudfront.net"] },
    },
  ],
  allowed: [
    { name: "a name outside AWS", of, change: all(set("records[0]", "shop.example.com"), alone) },
    { name: "a private address", of: "an address", change: all(set("records[0]", "172.20.0.7"), alone) },
    { name: "a string", change: all(remove("aliases"), set("type", "TXT"), set("records", [host]), alone) },
    { name: "a target that is allowed", of, change: alone, parameters: { allowedTargets: ["*.elb.amazonaws.com"] } },
  ],
  unknown: [
    { name: "an unknown alias", change: all(set("aliases[0].name", UNKNOWN), alone) },
    { name: "unknown addresses", of: "an address", change: all(set("records", UNKNOWN), alone) },
    { name: "an unknown type", of, change: all(set("type", UNKNOWN), alone) },
  ],
});
