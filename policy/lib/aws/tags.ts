import type { Resource } from "../resource";
import { types, type Applies } from "../stack";
import { any } from "../any";

/** Types with tags, by service: those that cost money, hold data or give access. */
const TAGGABLE: Readonly<Record<string, string>> = {
  acm: "certificate",
  alb: "loadBalancer targetGroup",
  backup: "plan vault",
  cloudfront: "distribution",
  cloudtrail: "trail",
  cloudwatch: "logGroup metricAlarm",
  dynamodb: "table",
  ebs: "snapshot volume",
  ec2:
    "ami eip flowLog instance internetGateway keyPair launchTemplate managedPrefixList natGateway networkAcl networkInterface " +
    "routeTable securityGroup spotInstanceRequest subnet vpc vpcEndpoint vpcPeeringConnection vpnConnection vpnGateway",
  ecr: "repository",
  efs: "accessPoint fileSystem",
  eks: "addon cluster fargateProfile nodeGroup",
  elasticache: "cluster parameterGroup replicationGroup serverlessCache subnetGroup user userGroup",
  elasticsearch: "domain",
  iam: "instanceProfile openIdConnectProvider policy role user",
  kms: "externalKey key replicaExternalKey replicaKey",
  lambda: "function",
  lb: "loadBalancer targetGroup",
  opensearch: "domain serverlessCollection",
  rds: "cluster clusterInstance clusterParameterGroup globalCluster instance optionGroup parameterGroup proxy snapshot subnetGroup",
  route53: "healthCheck resolverEndpoint zone",
  s3: "bucket bucketV2",
  secretsmanager: "secret",
  sns: "topic",
  sqs: "queue",
  ssm: "parameter",
  wafv2: "ipSet ruleGroup webAcl",
};

/** The type tokens of `TAGGABLE`. */
export const TAGGABLE_TYPES: readonly string[] = Object.entries(TAGGABLE).flatMap(([service, names]) =>
  names.split(" ").map((name) => `aws:${service}/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`),
);

/** Accepts types whose resources can be tagged. */
export const taggable: Applies = types(...TAGGABLE_TYPES);

/**
 * Whether a resource has a tag with a value: its own one, or one that its provider gives to everything.
 *
 * @throws Undecided when it may have one that is not known yet.
 */
export function hasTag(resource: Resource, name: string): boolean {
  const tags = [
    () => resource.at("tags"),
    () => resource.at("tagsAll"),
    // Providers get objects as JSON.
    () => resource.provider.at("defaultTags").parsed().at("tags"),
  ];
  return any(tags, (read) => (read().at(name).text() ?? "").trim() !== "");
}
