import { clusters } from "../../../lib/aws/eks";
import { isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-eks-endpoint-private",
  title: "The cluster's API is reached from inside the VPC only",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_39", "FSBP EKS.1", "AWS-0040", "CIS EKS 5.4.2"],
  fields: ["vpcConfig.endpointPublicAccess", "vpcConfig.endpointPrivateAccess"],
  why: "A public endpoint lets everybody try credentials and flaws of the API server. EKS makes it public unless told otherwise.",
  fix: "Set vpcConfig.endpointPublicAccess to false and vpcConfig.endpointPrivateAccess to true, and deploy from inside the network.",
  appliesTo: clusters,
  check(resource, check) {
    const network = resource.at("vpcConfig");
    check.expect(network.at("endpointPublicAccess"), (value) => value === false || value === "false", "false");
    check.expect(network.at("endpointPrivateAccess"), isOn, "true");
  },
});
