import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/opensearch/aws-opensearch-access-policy";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodDomain, goodDomainPolicy, goodElasticsearchDomain } from "../../../support/opensearch";

const everybody = { Effect: "Allow", Principal: { AWS: "*" }, Action: "es:*", Resource: "*" };
const Condition = { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } };
const policy = (...Statement: unknown[]) => set("accessPolicies", JSON.stringify({ Version: "2012-10-17", Statement }));

describeRule(rule, {
  baselines: {
    "a domain": [goodDomain()],
    "a domain of Elasticsearch": [goodElasticsearchDomain()],
    "a policy by itself": [goodDomainPolicy()],
  },
  mutations: [
    {
      name: "everybody",
      change: policy(everybody),
      message: "found everybody allowed without a condition, wanted named principals",
    },
    { name: "everybody in a policy by itself", of: "a policy by itself", change: policy(everybody) },
    { name: "everybody in an object", change: set("accessPolicies", { Statement: everybody }) },
    { name: "everybody in short", change: policy({ ...everybody, Principal: "*" }) },
    { name: "everybody but one", change: policy({ ...everybody, Principal: undefined, NotPrincipal: { AWS: "1" } }) },
    { name: "an empty condition", change: policy({ ...everybody, Condition: {} }) },
    ...[
      { Bool: { "aws:SecureTransport": "true" } },
      { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"] } },
      { IpAddressIfExists: { "aws:SourceIp": "203.0.113.0/24" } },
      { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } },
    ].map((condition) => ({
      name: `a condition that lets anybody in: ${JSON.stringify(condition)}`,
      change: policy({ ...everybody, Condition: condition }),
      message: "found everybody allowed by a condition that does not say who",
    })),
    {
      name: "a condition on a public endpoint",
      change: all(policy({ ...everybody, Condition }), remove("vpcOptions")),
      message: "on a public endpoint",
    },
    {
      name: "everybody beside a condition that is not known",
      change: set("accessPolicies", { Statement: [{ ...everybody, Condition: UNKNOWN }, everybody] }),
    },
  ],
  allowed: [
    { name: "no policy", change: remove("accessPolicies") },
    { name: "everybody refused", change: policy({ ...everybody, Effect: "Deny" }) },
    { name: "a condition inside a VPC", change: policy({ ...everybody, Condition }) },
    {
      name: "a VPC in a condition",
      change: policy({ ...everybody, Condition: { StringEquals: { "aws:SourceVpc": "vpc-0123" } } }),
    },
    {
      name: "addresses of a VPC",
      change: policy({ ...everybody, Condition: { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/16" } } }),
    },
    {
      name: "a condition in a policy by itself",
      of: "a policy by itself",
      change: policy({ ...everybody, Condition }),
    },
  ],
  unknown: [
    { name: "an unknown policy", change: set("accessPolicies", UNKNOWN) },
    {
      name: "an unknown condition",
      change: set("accessPolicies", { Statement: [{ ...everybody, Condition: UNKNOWN }] }),
      path: "accessPolicies.Statement[0].Condition",
    },
    {
      name: "unknown subnets of a domain for everybody",
      change: all(set("vpcOptions.subnetIds", UNKNOWN), policy({ ...everybody, Condition })),
    },
  ],
});
