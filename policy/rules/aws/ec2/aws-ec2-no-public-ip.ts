import { machines } from "../../../lib/aws/instances";
import { isNotOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-ec2-no-public-ip",
  title: "No machine asks for a public address",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_88", "FSBP EC2.9", "FSBP EC2.25", "FSBP AutoScaling.5", "AWS-0009"],
  fields: ["associatePublicIpAddress", "networkInterfaces[].associatePublicIpAddress"],
  why: "A machine with a public address can be reached from the internet as soon as one security group is too wide.",
  fix: "Remove associatePublicIpAddress, and let traffic in through a load balancer and out through a NAT gateway.",
  appliesTo: machines,
  check(resource, check) {
    const interfaces = resource.at("networkInterfaces").items();
    check.each([resource.properties, ...interfaces], (place) => {
      check.expect(place.at("associatePublicIpAddress"), isNotOn, "false or not set");
    });
  },
});
