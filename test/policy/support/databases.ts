import type * as aws from "@pulumi/aws";
import type { Given } from "./changes";
import { typed } from "./typed";

const key = "arn:aws:kms:eu-central-1:111122223333:key/web";

/** An instance of PostgreSQL that keeps every rule. */
export const goodInstance = (): Given =>
  typed<aws.rds.InstanceArgs>("aws:rds/instance:Instance", {
    instanceClass: "db.m7g.large",
    engine: "postgres",
    engineVersion: "16.4",
    parameterGroupName: "web",
    username: "shop",
    manageMasterUserPassword: true,
    masterUserSecretKmsKeyId: key,
    port: 5433,
    storageEncrypted: true,
    kmsKeyId: key,
    multiAz: true,
    deletionProtection: true,
    backupRetentionPeriod: 14,
    finalSnapshotIdentifier: "shop-last",
    iamDatabaseAuthenticationEnabled: true,
    enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
    monitoringInterval: 60,
    performanceInsightsEnabled: true,
    performanceInsightsKmsKeyId: key,
    copyTagsToSnapshot: true,
    caCertIdentifier: "rds-ca-rsa2048-g1",
  });

/** A cluster of Aurora that keeps every rule. */
export const goodCluster = (): Given =>
  typed<aws.rds.ClusterArgs>("aws:rds/cluster:Cluster", {
    clusterIdentifier: "shop",
    engine: "aurora-mysql",
    engineVersion: "8.0.mysql_aurora.3.07.1",
    dbClusterParameterGroupName: "web",
    masterUsername: "shop",
    manageMasterUserPassword: true,
    masterUserSecretKmsKeyId: key,
    port: 3307,
    storageEncrypted: true,
    kmsKeyId: key,
    deletionProtection: true,
    backupRetentionPeriod: 14,
    finalSnapshotIdentifier: "shop-last",
    iamDatabaseAuthenticationEnabled: true,
    enabledCloudwatchLogsExports: ["audit", "error", "slowquery"],
    copyTagsToSnapshot: true,
  });

/** An instance of the cluster that keeps every rule. */
export const goodMember = (facts: Partial<Given> = {}): Given => ({
  ...typed<aws.rds.ClusterInstanceArgs>("aws:rds/clusterInstance:ClusterInstance", {
    clusterIdentifier: "shop",
    engine: "aurora-mysql",
    instanceClass: "db.r7g.large",
    monitoringInterval: 60,
    performanceInsightsEnabled: true,
    performanceInsightsKmsKeyId: key,
    caCertIdentifier: "rds-ca-ecc384-g1",
  }),
  ...facts,
});

/** Both kinds of databases, by the words for them. */
export const goodDatabases = (): Record<string, Given[]> => ({
  "an instance": [goodInstance()],
  "a cluster": [goodCluster()],
});
