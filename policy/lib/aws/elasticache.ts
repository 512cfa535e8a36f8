import type { Resource } from "../resource";
import { types } from "../stack";

export const REPLICATION_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
export const SERVERLESS_CACHE = "aws:elasticache/serverlessCache:ServerlessCache";
export const CLUSTER = "aws:elasticache/cluster:Cluster";

export const replicationGroups = types(REPLICATION_GROUP);
export const caches = types(REPLICATION_GROUP, SERVERLESS_CACHE, CLUSTER);

/** The engine of a cache as it is stated, in small letters. */
export function engineOf(resource: Resource): string | undefined {
  return resource.at("engine").text()?.toLowerCase();
}

/** Whether a cluster is a member of a replication group, and has its settings from there. */
export function isMember(resource: Resource): boolean {
  return resource.type === CLUSTER && resource.at("replicationGroupId").exists;
}

/** Whether a replication group is the copy of one in another region: the provider refuses encryption settings of its own. */
export function isSecondary(resource: Resource): boolean {
  return resource.type === REPLICATION_GROUP && resource.at("globalReplicationGroupId").exists;
}

/** Whether a cache can hold on to its data, as memcached cannot. A member of a group leaves that to the group. */
export function isPersistent(resource: Resource): boolean {
  return !isMember(resource) && engineOf(resource) !== "memcached";
}

/**
 * Whether every shard of a replication group has a replica.
 *
 * @throws Undecided when a number that decides is not known yet.
 */
export function hasReplicas(group: Resource): boolean {
  const perShard = group.at("replicasPerNodeGroup").number() ?? (group.at("numCacheClusters").number() ?? 1) - 1;
  if (perShard >= 1) return true;
  const shards = group.at("nodeGroupConfigurations");
  shards.read();
  const replicas = shards.items().map((shard) => shard.at("replicaCount").number() ?? 0);
  return replicas.length > 0 && replicas.every((count) => count >= 1);
}
