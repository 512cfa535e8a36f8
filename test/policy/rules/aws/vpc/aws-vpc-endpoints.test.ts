import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/vpc/aws-vpc-endpoints";
import { all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodNodeGroup } from "../../../support/eks";
import { typed } from "../../../support/typed";
import { privateSubnet, vpc } from "../../../support/vpc";

const endpoint = (service: string) =>
  typed<aws.ec2.VpcEndpointArgs>(
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    {
      vpcId: UNKNOWN,
      serviceName: `com.amazonaws.eu-central-1.${service}`,
      vpcEndpointType: service === "s3" ? "Gateway" : "Interface",
    },
    { name: service, dependencies: { vpcId: ["vpc"] } },
  );

const services = ["ecr.api", "ecr.dkr", "s3", "sts", "logs", "ec2"];
const path = "id";

describeRule(rule, {
  baselines: {
    "a VPC with endpoints": [
      vpc(),
      privateSubnet("a"),
      goodNodeGroup({ name: "nodes", dependencies: { subnetIds: ["private-a"] } }),
      ...services.map(endpoint),
    ],
    "a VPC without nodes": [vpc(), privateSubnet("a")],
  },
  mutations: [
    ...services.map((service) => ({
      name: `no endpoint for ${service}`,
      change: without(service),
      path,
      message: `found no endpoint for ${service},`,
    })),
    { name: "an endpoint in another VPC", change: state({ dependencies: {} }, "sts"), path },
    { name: "an interface for S3", change: set("vpcEndpointType", "Interface", "s3"), path },
    {
      name: "an endpoint for something else",
      change: set("serviceName", "com.amazonaws.eu-central-1.sqs", "sts"),
      path,
      message: "found no endpoint for sts,",
    },
  ],
  allowed: [
    { name: "the type that S3 has by default", change: remove("vpcEndpointType", "s3") },
    { name: "the names of China", change: set("serviceName", "cn.com.amazonaws.cn-north-1.ecr.api", "ecr.api") },
    { name: "nodes in public subnets", change: all(set("mapPublicIpOnLaunch", true, "private-a"), without("sts")) },
    { name: "nodes elsewhere", change: all(state({ dependencies: {} }, "nodes"), without("sts")) },
  ],
  unknown: [
    { name: "an unknown service", change: set("serviceName", UNKNOWN, "sts") },
    { name: "an unknown subnet", change: all(set("mapPublicIpOnLaunch", UNKNOWN, "private-a"), without("sts")) },
    { name: "an unknown type of the endpoint for S3", change: set("vpcEndpointType", UNKNOWN, "s3") },
  ],
});
