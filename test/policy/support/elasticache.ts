import type * as aws from "@pulumi/aws";
import type { Given } from "./changes";
import { typed } from "./typed";

const KEY = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** A replication group that keeps every rule. */
export function goodReplicationGroup(): Given {
  return typed<aws.elasticache.ReplicationGroupArgs>("aws:elasticache/replicationGroup:ReplicationGroup", {
    description: "sessions of the shop",
    engine: "redis",
    engineVersion: "7.1",
    nodeType: "cache.t4g.small",
    numCacheClusters: 2,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    atRestEncryptionEnabled: true,
    kmsKeyId: KEY,
    transitEncryptionEnabled: true,
    transitEncryptionMode: "required",
    userGroupIds: ["shop"],
    snapshotRetentionLimit: 7,
    subnetGroupName: "private",
    logDeliveryConfigurations: [
      { logType: "slow-log", logFormat: "json", destinationType: "cloudwatch-logs", destination: "/shop/redis" },
    ],
  });
}

/** A serverless cache that keeps every rule. */
export function goodServerlessCache(): Given {
  return typed<aws.elasticache.ServerlessCacheArgs>("aws:elasticache/serverlessCache:ServerlessCache", {
    engine: "valkey",
    name: "sessions",
    kmsKeyId: KEY,
    snapshotRetentionLimit: 7,
    userGroupId: "shop",
    subnetIds: ["subnet-1", "subnet-2"],
  });
}

/** A memcached cluster that keeps every rule. */
export function goodMemcached(): Given {
  return typed<aws.elasticache.ClusterArgs>("aws:elasticache/cluster:Cluster", {
    engine: "memcached",
    engineVersion: "1.6.22",
    nodeType: "cache.t4g.small",
    numCacheNodes: 2,
    subnetGroupName: "private",
    transitEncryptionEnabled: true,
  });
}

/** A cluster that has its settings from its replication group. */
export function goodMember(): Given {
  return typed<aws.elasticache.ClusterArgs>("aws:elasticache/cluster:Cluster", {
    clusterId: "sessions-3",
    replicationGroupId: "sessions",
  });
}

/** A user that keeps every rule. */
export function goodUser(): Given {
  return typed<aws.elasticache.UserArgs>("aws:elasticache/user:User", {
    userId: "shop",
    userName: "shop",
    engine: "redis",
    accessString: "on ~session:* +@read +@write",
    authenticationMode: { type: "iam" },
  });
}
