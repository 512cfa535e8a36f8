import rule from "../../../../../policy/rules/aws/waf/aws-waf-logging";
import { add, without, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWebAcl } from "../../../support/waf";

const log: Given = {
  name: "log",
  type: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
  properties: {},
  dependencies: { resourceArn: ["web"] },
};

describeRule(rule, {
  baselines: { "an ACL with its log": [goodWebAcl(), log] },
  mutations: [
    { name: "no log", change: without("log"), path: "arn", message: "found no WebAclLoggingConfiguration of the ACL" },
    { name: "the log of another ACL", change: add({ ...goodWebAcl(), name: "other" }), path: "arn", resource: "other" },
  ],
  unknown: [],
});
