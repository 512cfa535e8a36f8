import rule from "../../../../../policy/rules/pulumi/options/pulumi-ignore-changes-safe";
import { state, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";

const one = (type: string, ...ignoreChanges: string[]): Given[] => [
  { type, properties: {}, options: { ignoreChanges } },
];

const faults: Record<string, readonly string[]> = {
  "a Deployment": [
    "*",
    '["spec"]',
    "spec.template",
    "spec.template.spec.containers",
    "spec.template.spec.containers[0]",
    "spec.template.spec.containers[*].image",
    "spec.template.spec.containers[0].securityContext.privileged",
    "spec.template.spec.securityContext",
    "spec.template.spec.hostNetwork",
  ],
  "a CronJob": ["spec.jobTemplate"],
  "a NetworkPolicy": ["spec", "spec.egress[0]"],
  "a ClusterRole": ["rules", "rules[0].verbs"],
  "a Namespace": ["metadata.labels", 'metadata.labels["pod-security.kubernetes.io/enforce"]'],
  "a role": ["assumeRolePolicy", "inlinePolicies[0].policy"],
  "a database": ["publiclyAccessible", "storageEncrypted", "vpcSecurityGroupIds"],
  "a security group": ["ingress"],
  "an image": ["*"],
  "a container": ["*"],
};

/** Properties that decide about security, with a kind that has them. */
const decisive: Record<string, string> = {
  "kubernetes:core/v1:Pod":
    "spec.serviceAccountName spec.automountServiceAccountToken spec.hostNetwork spec.hostPID spec.hostIPC " +
    "spec.containers[0].image spec.initContainers[0].image spec.containers[0].securityContext spec.securityContext " +
    "spec.containers spec.initContainers",
  "docker:index/container:Container": "image",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy": "spec.ingress spec.egress spec.podSelector",
  "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole": "rules aggregationRule",
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": "roleRef subjects",
  "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration": "webhooks",
  "kubernetes:core/v1:Namespace":
    'metadata.labels["pod-security.kubernetes.io/enforce"] metadata.labels["pod-security.kubernetes.io/enforce-version"]',
  "aws:iam/policy:Policy": "policy",
  "aws:iam/role:Role": "assumeRolePolicy inlinePolicies managedPolicyArns permissionsBoundary",
  "aws:opensearch/domain:Domain":
    "accessPolicies encryptAtRest nodeToNodeEncryption domainEndpointOptions advancedSecurityOptions vpcOptions",
  "aws:ec2/securityGroup:SecurityGroup": "ingress egress",
  "aws:ec2/securityGroupRule:SecurityGroupRule": "cidrBlocks ipv6CidrBlocks",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "cidrIpv4 cidrIpv6",
  "aws:lb/loadBalancer:LoadBalancer": "securityGroups",
  "aws:lb/listener:Listener": "sslPolicy",
  "aws:elasticache/replicationGroup:ReplicationGroup":
    "securityGroupIds atRestEncryptionEnabled transitEncryptionEnabled transitEncryptionMode",
  "aws:rds/cluster:Cluster": "vpcSecurityGroupIds storageEncrypted kmsKeyId",
  "aws:rds/instance:Instance": "publiclyAccessible",
  "aws:eks/cluster:Cluster": "vpcConfig encryptionConfig",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock":
    "blockPublicAcls blockPublicPolicy ignorePublicAcls restrictPublicBuckets",
  "aws:s3/bucketAcl:BucketAcl": "acl",
  "aws:ebs/volume:Volume": "encrypted",
  "aws:backup/vault:Vault": "kmsKeyArn",
  "aws:cloudfront/distribution:Distribution": "viewerCertificate webAclId",
  "aws:wafv2/webAcl:WebAcl": "defaultAction",
  "aws:ec2/launchTemplate:LaunchTemplate": "metadataOptions",
};

describeRule(rule, {
  baselines: {
    "a Deployment": one("kubernetes:apps/v1:Deployment", "spec.replicas", "metadata.annotations"),
    "a CronJob": one("kubernetes:batch/v1:CronJob", "spec.suspend"),
    "a NetworkPolicy": one("kubernetes:networking.k8s.io/v1:NetworkPolicy", "metadata.labels"),
    "a ClusterRole": one("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", "metadata"),
    "a Namespace": one("kubernetes:core/v1:Namespace", 'metadata.labels["example.org/team"]'),
    "a role": one("aws:iam/role:Role", "description"),
    "a database": one("aws:rds/instance:Instance", "allocatedStorage"),
    "a security group": one("aws:ec2/securityGroup:SecurityGroup", "tags"),
    "an image": one("docker-build:index:Image", "labels"),
    "a container": one("docker:index/container:Container", "labels"),
    "a node group": one("aws:eks/nodeGroup:NodeGroup", "scalingConfig.desiredSize"),
  },
  mutations: [
    ...Object.entries(decisive).flatMap(([type, paths]) =>
      paths.split(" ").map((path) => ({
        name: `a ${type} that ignores ${path}`,
        change: state({ type, options: { ignoreChanges: [path] } }),
        path: "options.ignoreChanges[0]",
      })),
    ),
    ...Object.entries(faults).flatMap(([of, paths]) =>
      paths.map((ignored) => ({
        name: `${of} that ignores ${ignored}`,
        of,
        change: state({ options: { ignoreChanges: ["metadata.annotations", ignored] } }),
        path: "options.ignoreChanges[1]",
        message: JSON.stringify(ignored),
      })),
    ),
    {
      name: "a property that the stack lists",
      change: state({ options: { ignoreChanges: ["spec.replicas"] } }),
      path: "options.ignoreChanges[0]",
      parameters: { properties: ["replicas"] },
    },
  ],
  allowed: [
    { name: "the labels of pods", change: state({ options: { ignoreChanges: ["spec.template.metadata"] } }) },
    {
      name: "the names and probes of containers",
      change: state({
        options: {
          ignoreChanges: ["spec.template.spec.containers[0].name", "spec.template.spec.containers[0].livenessProbe"],
        },
      }),
    },
    { name: "nothing ignored", change: state({ options: { ignoreChanges: [] } }) },
  ],
  // Options are always known.
  unknown: [],
  ignored: one("random:index/randomId:RandomId", "*"),
});
