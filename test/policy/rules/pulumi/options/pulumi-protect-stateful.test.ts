import rule from "../../../../../policy/rules/pulumi/options/pulumi-protect-stateful";
import { all, set, state, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";

const stateful = [
  "aws:rds/instance:Instance",
  "aws:rds/cluster:Cluster",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
  "aws:kms/key:Key",
  "aws:route53/zone:Zone",
  "aws:eks/cluster:Cluster",
  "aws:opensearch/domain:Domain",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "kubernetes:core/v1:PersistentVolumeClaim",
];

const path = "options.protect";
const kept = 'metadata.labels["platform.internal/kept"]';
const unprotected = state({ options: { protect: false } });

describeRule(rule, {
  baselines: Object.fromEntries(
    stateful.map((type): [string, Given[]] => [type, [{ type, properties: {}, options: { protect: true } }]]),
  ),
  mutations: [
    ...stateful.map((of) => ({ name: `${of} without protection`, of, change: unprotected, path })),
    {
      name: "a database with the label of a kept claim",
      of: "aws:rds/instance:Instance",
      change: all(unprotected, set(kept, "true")),
      path,
    },
    {
      name: "a claim that says that it is not kept",
      of: "kubernetes:core/v1:PersistentVolumeClaim",
      change: all(unprotected, set(kept, "false")),
      path,
    },
  ],
  allowed: [
    {
      name: "what is disposable",
      of: "aws:s3/bucket:Bucket",
      change: all(unprotected, state({ name: "access-logs" })),
      parameters: { disposable: ["*-logs"] },
    },
    {
      name: "a claim that is kept",
      of: "kubernetes:core/v1:PersistentVolumeClaim",
      change: all(unprotected, set(kept, "true")),
    },
    {
      name: "a claim that is kept, as another label says",
      of: "kubernetes:core/v1:PersistentVolumeClaim",
      change: all(unprotected, set("metadata.labels.stays", "true")),
      parameters: { keptLabel: "stays" },
    },
    {
      name: "a patch",
      of: "kubernetes:core/v1:PersistentVolumeClaim",
      change: all(unprotected, state({ type: "kubernetes:core/v1:PersistentVolumeClaimPatch" })),
    },
  ],
  // Options are always known.
  unknown: [],
  ignored: [
    { type: "aws:rds/clusterInstance:ClusterInstance", properties: {} },
    { type: "aws:s3/bucketPolicy:BucketPolicy", properties: {} },
    { type: "kubernetes:apps/v1:Deployment", properties: {} },
  ],
});
