import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-managed-password";
import { all, remove, set } from "../../../support/changes";
import { goodDatabases } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

const managed = "manageMasterUserPassword";

describeRule(rule, {
  baselines: goodDatabases(),
  mutations: [
    { name: "a password, which it does not show", change: set("password", "geheim"), message: "found a value, wanted" },
    { name: "a password that is not known yet", change: set("password", UNKNOWN) },
    {
      name: "a password of a cluster",
      of: "a cluster",
      change: set("masterPassword", "geheim"),
      message: "found a value, wanted",
    },
    { name: "no password at all", change: remove(managed), message: "wanted true, or passwordWo" },
    { name: "no password of a cluster", of: "a cluster", change: set(managed, false), message: "or masterPasswordWo" },
    {
      name: "a password of a restored database",
      change: all(set("snapshotIdentifier", "shop"), set("password", "geheim")),
      path: "password",
    },
  ],
  allowed: [
    { name: "a password that is only written", change: all(remove(managed), set("passwordWo", "geheim")) },
    {
      name: "one that is written beside what is not known yet",
      change: all(set(managed, UNKNOWN), set("passwordWo", "geheim")),
    },
    { name: "a managed one beside what is not known yet", change: set("passwordWo", UNKNOWN) },
    { name: "the same of a cluster", of: "a cluster", change: all(remove(managed), set("masterPasswordWo", "geheim")) },
    ...["replicateSourceDb", "snapshotIdentifier"].map((field) => ({
      name: `a database with ${field}`,
      change: all(remove(managed), set(field, "shop")),
    })),
    {
      name: "a cluster of a global one",
      of: "a cluster",
      change: all(remove(managed), set("globalClusterIdentifier", "shop")),
    },
  ],
  unknown: [
    { name: "a value that is not known yet", change: set(managed, UNKNOWN) },
    {
      name: "a written password that is not known yet",
      change: all(remove(managed), set("passwordWo", UNKNOWN)),
      path: "passwordWo",
    },
  ],
});
