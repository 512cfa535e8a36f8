import { domains } from "../../../lib/aws/opensearch";
import { isFilled } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-opensearch-vpc",
  title: "Search domains are in a VPC, behind security groups of their own",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_137", "CKV_AWS_248", "FSBP Opensearch.2"],
  fields: ["vpcOptions.subnetIds", "vpcOptions.securityGroupIds"],
  why: "A domain outside a VPC has a public endpoint, and only its access policy stands between the data and the internet.",
  fix: "Set vpcOptions.subnetIds to private subnets and vpcOptions.securityGroupIds; an existing domain is replaced by that.",
  appliesTo: domains,
  check(domain, check) {
    check.expect(domain.at("vpcOptions", "subnetIds"), isFilled, "private subnets");
    check.expect(domain.at("vpcOptions", "securityGroupIds"), isFilled, "security groups other than the VPC's default");
  },
});
