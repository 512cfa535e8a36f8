import { subnets } from "../../../lib/aws/vpc";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ publicTags: string[] }>({
  id: "aws-vpc-subnet-no-public-ip",
  title: "Only subnets for public load balancers give out public addresses",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_130", "FSBP EC2.15", "AWS-0164"],
  fields: ["mapPublicIpOnLaunch", "tags"],
  why: "In such a subnet every machine gets a public address, whether its owner thought of that or not.",
  fix: "Set mapPublicIpOnLaunch to false; tag the subnet if it is there for public load balancers.",
  appliesTo: subnets,
  parameters: {
    publicTags: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description: "Tags by which a subnet says that it is meant to be public, whatever their values.",
      default: ["kubernetes.io/role/elb"],
    },
  },
  check(resource, check) {
    const isPublic = resource.at("mapPublicIpOnLaunch");
    if (!isPublic.isTrue()) return;
    const tags = resource.at("tags");
    tags.read();
    if (check.parameters.publicTags.some((tag) => tags.at(tag).exists)) return;
    check.violation({ at: isPublic, wanted: "false or not set" });
  },
});
