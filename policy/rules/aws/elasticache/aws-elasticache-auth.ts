import { engineOf, REPLICATION_GROUP, SERVERLESS_CACHE } from "../../../lib/aws/elasticache";
import { isFilled, someHolds } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "aws-elasticache-auth",
  title: "Caches know who their clients are",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_31", "FSBP ElastiCache.6"],
  fields: ["ReplicationGroup userGroupIds, authToken, authTokenWo", "ServerlessCache userGroupId"],
  why: "A cache without users or token serves everybody who reaches its port.",
  fix: "Set userGroupIds (userGroupId of a serverless cache) to a UserGroup whose users have only the commands they need, or an authToken.",
  appliesTo: types(REPLICATION_GROUP, SERVERLESS_CACHE),
  check(cache, check) {
    // Memcached has no users.
    if (engineOf(cache) === "memcached") return;
    const places = cache.type === SERVERLESS_CACHE ? ["userGroupId"] : ["userGroupIds", "authToken", "authTokenWo"];
    const nodes = places.map((place) => cache.at(place));
    if (someHolds(nodes, isFilled)) return;
    check.violation({
      at: nodes[0]!,
      found: "neither users nor a token",
      wanted: "a group of users",
    });
  },
});
