import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/route53/aws-route53-dnssec";
import { add, set, without, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodZone, privateZone } from "../../../support/route53";

const signing: Given = {
  name: "signing",
  type: "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec",
  properties: { signingStatus: "SIGNING" },
  dependencies: { hostedZoneId: ["zone"] },
};

describeRule(rule, {
  baselines: { "a signed zone": [goodZone(), signing], "a private zone": [privateZone()] },
  mutations: [
    { name: "no signature", change: without("signing"), path: "zoneId", message: "found no HostedZoneDnsSec" },
    {
      name: "a signature that is off",
      change: set("signingStatus", "NOT_SIGNING", "signing"),
      path: "signingStatus",
      resource: "signing",
    },
    {
      name: "the signature of another zone",
      change: add({ ...goodZone(), name: "other" }),
      path: "zoneId",
      resource: "other",
    },
  ],
  unknown: [
    { name: "an unknown status", change: set("signingStatus", UNKNOWN, "signing") },
    { name: "unknown VPCs", of: "a private zone", change: set("vpcs", UNKNOWN) },
  ],
});
