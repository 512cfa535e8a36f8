import type { Resource } from "../resource";
import { types, type Applies } from "../stack";

export const instances = types("aws:rds/instance:Instance");
export const clusters = types("aws:rds/cluster:Cluster");
export const clusterInstances = types("aws:rds/clusterInstance:ClusterInstance");

/** What holds data of its own: an instance, or the cluster that instances belong to. */
export const databases: Applies = (type) => instances(type) || clusters(type);

/** What answers connections: an instance, of a cluster or by itself. */
export const servers: Applies = (type) => instances(type) || clusterInstances(type);

/** Whether a database is a copy that follows another one. */
export function isReplica(database: Resource): boolean {
  return database.at("replicateSourceDb").exists || database.at("replicationSourceIdentifier").exists;
}

/** Whether a database takes its users and engine from somewhere else: from a primary, a snapshot, or a global cluster. */
export function isDerived(database: Resource): boolean {
  return (
    isReplica(database) ||
    ["snapshotIdentifier", "restoreToPointInTime", "globalClusterIdentifier"].some((key) => database.at(key).exists)
  );
}

/** Whether AWS runs a cluster of Aurora Serverless v1, which has no instances and takes few settings. @throws Undecided */
export function isServerless(database: Resource): boolean {
  return database.at("engineMode").text() === "serverless";
}

/** The kinds of engines that differ in what they can do. */
export type Family =
  "postgres" | "aurora-postgresql" | "mysql" | "mariadb" | "aurora-mysql" | "sqlserver" | "oracle" | "db2";

/** The family of a database's engine; undefined where it has none of its own, or one that customers build. @throws Undecided */
export function familyOf(database: Resource): Family | undefined {
  const engine = database.at("engine").text()?.toLowerCase() ?? "";
  const known: Readonly<Record<string, Family>> = {
    aurora: "aurora-mysql",
    "aurora-mysql": "aurora-mysql",
    "aurora-postgresql": "aurora-postgresql",
    mariadb: "mariadb",
    mysql: "mysql",
    postgres: "postgres",
  };
  if (Object.hasOwn(known, engine)) return known[engine];
  return (["sqlserver", "oracle", "db2"] as const).find((family) => engine.startsWith(`${family}-`));
}
