import { domains } from "../../../lib/aws/opensearch";
import { isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ tlsPolicies: string[] }>({
  id: "aws-opensearch-https",
  title: "Search domains answer over TLS 1.2 or newer only",
  severity: "high",
  levels: { dev: "remediate", production: "mandatory" },
  references: ["CKV_AWS_83", "CKV_AWS_228", "FSBP Opensearch.8", "AWS-0046", "AWS-0126"],
  fields: ["domainEndpointOptions.enforceHttps", "domainEndpointOptions.tlsSecurityPolicy"],
  why: "Queries carry credentials and documents; the default endpoint answers over HTTP and TLS 1.0 as well.",
  fix: "Set domainEndpointOptions.enforceHttps to true and tlsSecurityPolicy to Policy-Min-TLS-1-2-PFS-2023-10.",
  appliesTo: domains,
  parameters: {
    tlsPolicies: {
      type: "array",
      items: { type: "string" },
      minItems: 1,
      description: "The accepted TLS policies; remediation sets the first.",
      default: ["Policy-Min-TLS-1-2-PFS-2023-10"],
    },
  },
  check(domain, check) {
    const { tlsPolicies } = check.parameters;
    const options = domain.at("domainEndpointOptions");
    check.expect(options.at("enforceHttps"), isOn, "true");
    check.expect(
      options.at("tlsSecurityPolicy"),
      (value) => (tlsPolicies as unknown[]).includes(value),
      tlsPolicies.join(" or "),
    );
  },
  remediate(domain, remedy) {
    const options = domain.at("domainEndpointOptions");
    remedy.setIfAbsent(options.at("enforceHttps"), true);
    remedy.setIfAbsent(options.at("tlsSecurityPolicy"), remedy.parameters.tlsPolicies[0]);
  },
});
