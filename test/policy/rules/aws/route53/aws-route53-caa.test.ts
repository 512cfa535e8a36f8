import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/route53/aws-route53-caa";
import { add, all, set, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodRecord, goodZone, privateZone } from "../../../support/route53";

const caa = goodRecord({ type: "CAA", records: ['0 issue "amazon.com"'] }, { name: "caa" });

describeRule(rule, {
  baselines: { "a zone with its record": [goodZone(), caa], "a private zone": [privateZone()] },
  mutations: [
    { name: "no record", change: without("caa"), path: "zoneId", message: "found no CAA record in the zone" },
    { name: "a record of another type", change: set("type", "TXT", "caa"), path: "zoneId" },
    {
      name: "the record of another zone",
      change: add({ ...goodZone(), name: "other" }),
      path: "zoneId",
      resource: "other",
    },
  ],
  allowed: [
    {
      name: "the record beside one of an unknown type",
      change: all(set("type", UNKNOWN, "caa"), add({ ...caa, name: "second" })),
    },
  ],
  unknown: [{ name: "a record of an unknown type", change: set("type", UNKNOWN, "caa") }],
});
