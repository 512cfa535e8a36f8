import { behaviours, distributions } from "../../../lib/aws/cloudfront";
import { atLeast, isFilled } from "../../../lib/aws/values";
import { isObject } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const policies = types("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy");
const YEAR = 31_536_000;
const FRAMES: readonly unknown[] = ["DENY", "SAMEORIGIN"];

export default defineRule({
  id: "aws-cloudfront-headers",
  title: "Distributions send the headers that make browsers careful",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_32", "CKV_AWS_259"],
  fields: [
    "defaultCacheBehavior.responseHeadersPolicyId",
    "orderedCacheBehaviors[].responseHeadersPolicyId",
    "ResponseHeadersPolicy securityHeadersConfig",
  ],
  why: "They keep browsers off HTTP, from guessing content types, and from showing the site inside somebody else's.",
  fix: "Set responseHeadersPolicyId of every behaviour to a policy with strictTransportSecurity of a year, contentTypeOptions and frameOptions.",
  appliesTo: (type) => distributions(type) || policies(type),
  check(resource, check) {
    if (!policies(resource.type)) {
      check.each(behaviours(resource), (behaviour) => {
        check.expect(behaviour.at("responseHeadersPolicyId"), isFilled, "the id of a ResponseHeadersPolicy");
      });
      return;
    }
    const headers = resource.at("securityHeadersConfig");
    const age = headers.at("strictTransportSecurity", "accessControlMaxAgeSec");
    check.expect(age, atLeast(YEAR), `at least ${YEAR} seconds, a year`);
    check.expect(headers.at("contentTypeOptions"), isObject, "contentTypeOptions, which means nosniff");
    check.expect(headers.at("frameOptions", "frameOption"), (value) => FRAMES.includes(value), "DENY or SAMEORIGIN");
  },
});
