import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/route53/aws-route53-query-logs";
import { add, all, set, without, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodZone, privateZone } from "../../../support/route53";

const log: Given = {
  name: "log",
  type: "aws:route53/queryLog:QueryLog",
  properties: {},
  dependencies: { zoneId: ["zone"] },
};

describeRule(rule, {
  baselines: { "a zone with its log": [goodZone(), log], "a private zone": [privateZone()] },
  mutations: [
    { name: "no log", change: without("log"), path: "zoneId", message: "found no QueryLog of the zone" },
    { name: "an empty list of VPCs", of: "a private zone", change: set("vpcs", []), path: "zoneId" },
    {
      name: "the log of another zone",
      change: add({ ...goodZone(), name: "other" }),
      path: "zoneId",
      resource: "other",
    },
    {
      name: "no log beside a zone that cannot be judged",
      change: all(add(privateZone()), set("vpcs", UNKNOWN, "private"), without("log")),
      path: "zoneId",
    },
  ],
  unknown: [{ name: "unknown VPCs", of: "a private zone", change: set("vpcs", UNKNOWN) }],
});
