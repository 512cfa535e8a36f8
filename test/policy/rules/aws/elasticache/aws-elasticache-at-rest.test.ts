import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/elasticache/aws-elasticache-at-rest";
import { all, remove, set, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodReplicationGroup } from "../../../support/elasticache";

const valkey = (): Given => {
  const group = goodReplicationGroup();
  const { atRestEncryptionEnabled: _, ...properties } = group.properties;
  return { ...group, properties: { ...properties, engine: "Valkey" } };
};

describeRule(rule, {
  baselines: {
    "an encrypted group": [goodReplicationGroup()],
    "a group of Valkey, which encrypts by default": [valkey()],
  },
  mutations: [
    { name: "a group that does not encrypt", change: set("atRestEncryptionEnabled", false) },
    { name: "Redis without a word about it", change: remove("atRestEncryptionEnabled"), message: "found not set" },
    { name: "the default engine", change: all(remove("atRestEncryptionEnabled"), remove("engine")) },
    {
      name: "Valkey that is told not to encrypt",
      of: "a group of Valkey, which encrypts by default",
      change: set("atRestEncryptionEnabled", "false"),
    },
  ],
  allowed: [
    {
      name: "the copy in another region, which has it from the first",
      change: all(remove("atRestEncryptionEnabled"), set("globalReplicationGroupId", "global")),
    },
  ],
  unknown: [
    { name: "an unknown switch", change: set("atRestEncryptionEnabled", UNKNOWN) },
    {
      name: "an unknown engine, which decides about the default",
      change: all(remove("atRestEncryptionEnabled"), set("engine", UNKNOWN)),
      path: "engine",
    },
  ],
});
