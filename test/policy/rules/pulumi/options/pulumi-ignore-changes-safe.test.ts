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
    { name: "nothing ignored", change: state({ options: { ignoreChanges: [] } }) },
  ],
  // Options are always known.
  unknown: [],
  ignored: one("random:index/randomId:RandomId", "*"),
});
