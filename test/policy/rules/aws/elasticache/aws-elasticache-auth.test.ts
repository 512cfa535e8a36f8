import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/elasticache/aws-elasticache-auth";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodReplicationGroup, goodServerlessCache } from "../../../support/elasticache";

describeRule(rule, {
  baselines: { "a replication group": [goodReplicationGroup()], "a serverless cache": [goodServerlessCache()] },
  mutations: [
    {
      name: "neither users nor a token",
      change: remove("userGroupIds"),
      message: "found neither users nor a token, wanted a group of users",
    },
    { name: "an empty list of users", change: set("userGroupIds", []) },
    { name: "an empty token", change: all(remove("userGroupIds"), set("authToken", "")) },
    { name: "a serverless cache without users", of: "a serverless cache", change: remove("userGroupId") },
    {
      name: "a token on a serverless cache, which knows none",
      of: "a serverless cache",
      change: all(remove("userGroupId"), set("authToken", "a-long-enough-token")),
    },
  ],
  allowed: [
    { name: "a token", change: all(remove("userGroupIds"), set("authToken", "a-long-enough-token")) },
    { name: "a token that is only written", change: all(remove("userGroupIds"), set("authTokenWo", "a-token")) },
    { name: "users beside a token that is not known", change: set("authToken", UNKNOWN) },
    {
      name: "memcached, which has no users",
      of: "a serverless cache",
      change: all(set("engine", "memcached"), remove("userGroupId")),
    },
  ],
  unknown: [
    { name: "unknown users", change: set("userGroupIds", UNKNOWN) },
    { name: "an unknown token", change: all(remove("userGroupIds"), set("authToken", UNKNOWN)), path: "authToken" },
    { name: "unknown users of a serverless cache", of: "a serverless cache", change: set("userGroupId", UNKNOWN) },
  ],
});
