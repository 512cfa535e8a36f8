import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-not-public";
import { set } from "../../../support/changes";
import { goodInstance, goodMember } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: { "an instance": [goodInstance()], "an instance of a cluster": [goodMember()] },
  mutations: [
    {
      name: "a public instance",
      change: set("publiclyAccessible", true),
      message: "found true, wanted false or not set",
    },
    {
      name: "a public instance of a cluster",
      of: "an instance of a cluster",
      change: set("publiclyAccessible", "true"),
    },
  ],
  allowed: [{ name: "false", change: set("publiclyAccessible", false) }],
  unknown: [{ name: "a value that is not known yet", change: set("publiclyAccessible", UNKNOWN) }],
});
