import { CALLERS } from "../../../lib/aws/callers";
import { isPublic, statements } from "../../../lib/aws/iam";
import { domains } from "../../../lib/aws/opensearch";
import { isFilled } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const policies = types("aws:opensearch/domainPolicy:DomainPolicy", "aws:elasticsearch/domainPolicy:DomainPolicy");

/** Inside a VPC addresses tell callers apart, too. */
const LIMITS = [...CALLERS, "aws:sourceip", "aws:vpcsourceip"];

export default defineRule({
  id: "aws-opensearch-access-policy",
  title: "Access policies of search domains name who is allowed",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["Own"],
  fields: ["accessPolicies", "vpcOptions.subnetIds"],
  why: "A policy that allows everybody leaves the whole cluster, deleting indexes included, to whoever reaches its endpoint.",
  fix: "Name the roles in Principal. Where it must be everybody, put the domain into a VPC and add a Condition.",
  appliesTo: (type) => domains(type) || policies(type),
  check(resource, check) {
    check.each(statements(resource.at("accessPolicies")), (statement) => {
      if (!statement.allows || !isPublic(statement)) return;
      const found = "everybody allowed";
      const missing = statement.isConditional ? "by a condition that does not say who" : "without a condition";
      if (!statement.demands(...LIMITS))
        check.violation({ at: "accessPolicies", found: `${found} ${missing}`, wanted: "named principals" });
      // Of a policy by itself it cannot be told where its domain is.
      else if (domains(resource.type) && !isFilled(resource.at("vpcOptions", "subnetIds").read()))
        check.violation({ at: "accessPolicies", found: `${found} on a public endpoint`, wanted: "named principals" });
    });
  },
});
