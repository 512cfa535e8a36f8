import type * as aws from "@pulumi/aws";
import type { Given } from "./changes";
import { typed } from "./typed";

/** A cluster that keeps every rule. */
export function goodCluster(): Given {
  return typed<aws.eks.ClusterArgs>("aws:eks/cluster:Cluster", {
    name: "platform",
    roleArn: "arn:aws:iam::123456789012:role/cluster",
    version: "1.36",
    deletionProtection: true,
    enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
    accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
    upgradePolicy: { supportType: "STANDARD" },
    encryptionConfig: {
      resources: ["secrets"],
      provider: { keyArn: "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d" },
    },
    vpcConfig: { subnetIds: ["subnet-1", "subnet-2"], endpointPublicAccess: false, endpointPrivateAccess: true },
  });
}

/** A node group that keeps every rule. */
export function goodNodeGroup(facts: Partial<Given> = {}): Given {
  return typed<aws.eks.NodeGroupArgs>(
    "aws:eks/nodeGroup:NodeGroup",
    {
      clusterName: "platform",
      nodeRoleArn: "arn:aws:iam::123456789012:role/node",
      subnetIds: ["subnet-1", "subnet-2"],
      scalingConfig: { minSize: 2, maxSize: 6, desiredSize: 3 },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
    },
    facts,
  );
}
