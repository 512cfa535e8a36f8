import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-iam-auth";
import { all, remove, set } from "../../../support/changes";
import { goodDatabases } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

const field = "iamDatabaseAuthenticationEnabled";

describeRule(rule, {
  baselines: goodDatabases(),
  mutations: [
    { name: "nothing said", change: remove(field), message: "found not set, wanted true" },
    { name: "passwords alone", of: "a cluster", change: set(field, false) },
    ...["mysql", "mariadb", "aurora-postgresql"].map((engine) => ({
      name: `passwords alone for ${engine}`,
      change: all(set("engine", engine), set(field, false)),
      path: field,
    })),
  ],
  allowed: [
    { name: "an engine that cannot", change: all(set("engine", "oracle-ee"), remove(field)) },
    { name: "a replica without an engine of its own", change: all(remove("engine"), remove(field)) },
    {
      name: "a cluster without servers of its own",
      of: "a cluster",
      change: all(set("engineMode", "serverless"), remove(field)),
    },
  ],
  unknown: [
    { name: "a value that is not known yet", change: set(field, UNKNOWN) },
    { name: "an engine that is not known yet", change: all(set("engine", UNKNOWN), remove(field)) },
  ],
  remediated: [
    { name: "an instance", change: remove(field), set: { [field]: true } },
    { name: "a cluster", of: "a cluster", change: remove(field), set: { [field]: true } },
  ],
  spared: [{ name: "an engine that cannot", change: all(set("engine", "oracle-ee"), remove(field)) }],
});
