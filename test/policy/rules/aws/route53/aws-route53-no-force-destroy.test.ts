import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/route53/aws-route53-no-force-destroy";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodZone } from "../../../support/route53";

describeRule(rule, {
  baselines: { "a zone": [goodZone()] },
  mutations: [{ name: "a zone that takes its records along", change: set("forceDestroy", true) }],
  allowed: [{ name: "a stated default", change: set("forceDestroy", false) }],
  unknown: [{ name: "an unknown switch", change: set("forceDestroy", UNKNOWN) }],
});
