import { nodeGroups } from "../../../lib/aws/eks";
import { subnets, vpcs } from "../../../lib/aws/vpc";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import { types, type Stack } from "../../../lib/stack";

const endpoints = types("aws:ec2/vpcEndpoint:VpcEndpoint");

/** What nodes call: images and their layers, roles, logs, the network plugin. */
const SERVICES = ["ecr.api", "ecr.dkr", "s3", "sts", "logs", "ec2"];

export default defineRule({
  id: "aws-vpc-endpoints",
  title: "Private nodes reach the services of AWS inside the VPC",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["FSBP EC2.10", "FSBP EC2.55", "FSBP EC2.56", "FSBP EC2.57"],
  fields: ["VpcEndpoint vpcId", "VpcEndpoint serviceName", "VpcEndpoint vpcEndpointType", "NodeGroup subnetIds"],
  why: "Without endpoints every image and every log line goes through the NAT gateway, which costs money and ends with it.",
  fix: "Add a VpcEndpoint with the vpcId for each missing service: of type Gateway for s3, of type Interface for the others.",
  appliesTo: vpcs,
  checkStack(stack, check) {
    check.each(stack.where(vpcs), (vpc) => {
      const ofNodes = stack.joined(vpc, subnets, "vpcId").filter((subnet) => subnetsOfNodes(stack).has(subnet.urn));
      if (!ofNodes.some((subnet) => !subnet.at("mapPublicIpOnLaunch").isTrue())) return;
      const present = stack.joined(vpc, endpoints, "vpcId");
      const services = new Set(present.filter((one) => !one.at("serviceName").isUnknown).map(serviceOf));
      const missing = SERVICES.filter((service) => !services.has(service));
      if (missing.length === 0) return;
      // One whose name is not known yet may be for what is missing.
      for (const endpoint of present) endpoint.at("serviceName").read();
      check.violation(vpc, { at: "id", found: `no endpoint for ${missing.join(", ")}`, wanted: "one for each" });
    });
  },
});

function subnetsOfNodes(stack: Stack): ReadonlySet<string> {
  return stack.once(
    nodeGroups,
    () => new Set(stack.where(nodeGroups).flatMap((group) => group.dependsOn("subnetIds"))),
    "subnets of nodes",
  );
}

/** The service behind an endpoint, such as `ecr.api`; of S3 only through a gateway, which costs nothing. */
function serviceOf(endpoint: Resource): string | undefined {
  const service = /(?:^|\.)com\.amazonaws\.[a-z0-9-]+\.(.+)$/.exec(endpoint.at("serviceName").text() ?? "")?.[1];
  const isGateway = (endpoint.at("vpcEndpointType").text() ?? "Gateway") === "Gateway";
  return service === "s3" && !isGateway ? undefined : service;
}
