import { caches, CLUSTER, engineOf, isMember, isSecondary, SERVERLESS_CACHE } from "../../../lib/aws/elasticache";
import { isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-elasticache-in-transit",
  title: "Caches talk TLS to their clients, and nothing else",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_30", "FSBP ElastiCache.5", "AWS-0051"],
  fields: ["ReplicationGroup transitEncryptionEnabled", "transitEncryptionMode", "Cluster transitEncryptionEnabled"],
  why: "Without TLS, tokens and sessions cross the network readable, and passwords of the cache cannot be used at all.",
  fix: "Set transitEncryptionEnabled to true and transitEncryptionMode to required; a running group goes through preferred first.",
  appliesTo: caches,
  check(cache, check) {
    // A serverless cache always speaks TLS.
    if (cache.type === SERVERLESS_CACHE || isSecondary(cache) || isMember(cache)) return;
    const isSingleNode = cache.type === CLUSTER && engineOf(cache) !== "memcached";
    check.expect(
      cache.at("transitEncryptionEnabled"),
      (value) => isOn(value) && !isSingleNode,
      "true",
      isSingleNode ? "Use a ReplicationGroup: a single node of Redis or Valkey has no TLS." : undefined,
    );
    check.expect(cache.at("transitEncryptionMode"), (value) => value !== "preferred", "required or not set");
  },
});
