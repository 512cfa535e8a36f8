import { webAcls } from "../../../lib/aws/waf";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const logging = types("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration");

export default defineRule({
  id: "aws-waf-logging",
  title: "Web ACLs log what they decide",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV2_AWS_31"],
  fields: ["WebAclLoggingConfiguration resourceArn"],
  why: "Without the log nobody can tell an attack from a rule that stops customers.",
  fix: "Add a WebAclLoggingConfiguration with the ACL's ARN as resourceArn.",
  appliesTo: webAcls,
  checkStack(stack, check) {
    check.each(stack.where(webAcls), (acl) => {
      if (stack.joined(acl, logging, "resourceArn").length > 0) return;
      check.violation(acl, { at: "arn", found: "no WebAclLoggingConfiguration of the ACL", wanted: "one" });
    });
  },
});
