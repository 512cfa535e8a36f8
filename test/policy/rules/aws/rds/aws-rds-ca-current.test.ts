import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-ca-current";
import { remove, set } from "../../../support/changes";
import { goodDatabases, goodMember } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: { ...goodDatabases(), "an instance of a cluster": [goodMember()] },
  mutations: [
    {
      name: "an authority that has expired",
      change: set("caCertIdentifier", "rds-ca-2019"),
      message: 'found "rds-ca-2019"',
    },
    { name: "the same for a cluster", of: "a cluster", change: set("caCertificateIdentifier", "rds-ca-2019") },
    { name: "the same for a member", of: "an instance of a cluster", change: set("caCertIdentifier", "rds-ca-2015") },
  ],
  allowed: [
    { name: "the default", change: remove("caCertIdentifier") },
    { name: "a longer key", of: "a cluster", change: set("caCertificateIdentifier", "rds-ca-rsa4096-g1") },
  ],
  unknown: [{ name: "an authority that is not known yet", change: set("caCertIdentifier", UNKNOWN) }],
});
