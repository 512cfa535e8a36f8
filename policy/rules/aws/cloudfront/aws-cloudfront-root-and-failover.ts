import { distributions } from "../../../lib/aws/cloudfront";
import { isFilled } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-cloudfront-root-and-failover",
  title: "Distributions have a root object, and a second origin for when the first fails",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV_AWS_305", "CKV_AWS_310", "FSBP CloudFront.1", "FSBP CloudFront.4"],
  fields: ["defaultRootObject", "originGroups"],
  why: "A request for / may list the bucket where there is no root object, and one origin alone takes the site down with it.",
  fix: "Set defaultRootObject, and originGroups with two members.",
  appliesTo: distributions,
  check(distribution, check) {
    check.expect(distribution.at("defaultRootObject"), isFilled, "the name of an object, such as index.html");
    check.expect(distribution.at("originGroups"), isFilled, "a group of two origins");
  },
});
