import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-minor-upgrades";
import { set } from "../../../support/changes";
import { goodDatabases, goodMember } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

const field = "autoMinorVersionUpgrade";

describeRule(rule, {
  baselines: { ...goodDatabases(), "an instance of a cluster": [goodMember()] },
  mutations: [
    { name: "an instance without upgrades", change: set(field, false), message: "found false, wanted true or not set" },
    { name: "a cluster without upgrades", of: "a cluster", change: set(field, "false") },
    { name: "an instance of a cluster without upgrades", of: "an instance of a cluster", change: set(field, false) },
  ],
  allowed: [{ name: "true", change: set(field, true) }],
  unknown: [{ name: "a value that is not known yet", change: set(field, UNKNOWN) }],
});
