import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-multi-az";
import { remove, set } from "../../../support/changes";
import { goodInstance } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: { "an instance": [goodInstance()] },
  mutations: [
    { name: "nothing said", change: remove("multiAz"), message: "found not set, wanted true" },
    { name: "one zone", change: set("multiAz", false) },
  ],
  unknown: [{ name: "a value that is not known yet", change: set("multiAz", UNKNOWN) }],
  remediated: [{ name: "an instance", change: remove("multiAz"), set: { multiAz: true } }],
});
