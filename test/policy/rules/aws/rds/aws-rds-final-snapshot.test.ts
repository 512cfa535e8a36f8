import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-final-snapshot";
import { all, remove, set } from "../../../support/changes";
import { goodDatabases } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: goodDatabases(),
  mutations: [
    { name: "no snapshot", change: set("skipFinalSnapshot", true), message: "found true, wanted false or not set" },
    {
      name: "a snapshot without a name",
      change: remove("finalSnapshotIdentifier"),
      message: "wanted a name for the snapshot",
    },
    { name: "no snapshot of a cluster", of: "a cluster", change: set("skipFinalSnapshot", true) },
    {
      name: "no name where it is not known yet whether there is a snapshot",
      of: "a cluster",
      change: all(remove("finalSnapshotIdentifier"), set("skipFinalSnapshot", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "false", change: set("skipFinalSnapshot", false) },
    {
      name: "a replica, of which there are none",
      change: all(remove("finalSnapshotIdentifier"), set("skipFinalSnapshot", true), set("replicateSourceDb", "shop")),
    },
  ],
  unknown: [
    { name: "a value that is not known yet", change: set("skipFinalSnapshot", UNKNOWN) },
    { name: "a name that is not known yet", change: set("finalSnapshotIdentifier", UNKNOWN) },
  ],
});
