import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/opensearch/aws-opensearch-https";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodDomain, goodElasticsearchDomain } from "../../../support/opensearch";

describeRule(rule, {
  baselines: { "a domain": [goodDomain()], "a domain of Elasticsearch": [goodElasticsearchDomain()] },
  mutations: [
    { name: "HTTP as well", change: set("domainEndpointOptions.enforceHttps", false) },
    { name: "nothing about HTTPS", change: remove("domainEndpointOptions.enforceHttps") },
    {
      name: "old TLS",
      change: set("domainEndpointOptions.tlsSecurityPolicy", "Policy-Min-TLS-1-0-2019-07"),
      message: "wanted Policy-Min-TLS-1-2-PFS-2023-10",
    },
    {
      name: "ciphers without forward secrecy",
      change: set("domainEndpointOptions.tlsSecurityPolicy", "Policy-Min-TLS-1-2-2019-07"),
    },
    { name: "no TLS policy", change: remove("domainEndpointOptions.tlsSecurityPolicy") },
    {
      name: "HTTP as well beside an unknown policy",
      change: all(
        set("domainEndpointOptions.enforceHttps", false),
        set("domainEndpointOptions.tlsSecurityPolicy", UNKNOWN),
      ),
    },
  ],
  allowed: [
    {
      name: "a policy that is asked for",
      change: set("domainEndpointOptions.tlsSecurityPolicy", "Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08"),
      parameters: { tlsPolicies: ["Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08"] },
    },
  ],
  unknown: [
    { name: "an unknown switch", change: set("domainEndpointOptions.enforceHttps", UNKNOWN) },
    { name: "an unknown policy", change: set("domainEndpointOptions.tlsSecurityPolicy", UNKNOWN) },
  ],
  remediated: [
    {
      name: "a domain without options",
      change: remove("domainEndpointOptions"),
      set: {
        domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
      },
    },
  ],
});
