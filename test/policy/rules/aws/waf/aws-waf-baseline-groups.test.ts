import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/waf/aws-waf-baseline-groups";
import { all, remove, set, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodRuleGroup, goodWebAcl, jsonRules, jsonWebAcl, separateWebAcl } from "../../../support/waf";

const separate = "an ACL whose rules are resources";
const json = "an ACL with rules as JSON";
const common = "rules[1].statement.managedRuleGroupStatement";
const known = "rules[2].statement.managedRuleGroupStatement";
const override = (name: string, action: string) => [{ name, actionToUse: { [action]: {} } }];

function inJson(index: number, change: Record<string, unknown>) {
  const rules = jsonRules();
  rules[index] = { ...rules[index], ...change };
  return set("ruleJson", JSON.stringify(rules));
}

describeRule(rule, {
  baselines: { "an ACL": [goodWebAcl()], [json]: [jsonWebAcl()], [separate]: separateWebAcl() },
  mutations: [
    { name: "no rules", change: set("rules", []), message: "wanted the group AWSManagedRulesCommonRuleSet" },
    { name: "no common group", change: remove("rules[1]"), path: "rules", message: "AWSManagedRulesCommonRuleSet" },
    {
      name: "no group of known attacks",
      change: remove("rules[2]"),
      path: "rules",
      message: "AWSManagedRulesKnownBadInputsRuleSet",
    },
    {
      name: "a group of the same name of somebody else",
      change: set(`${common}.vendorName`, "Other"),
      path: "rules",
    },
    {
      name: "a group that counts",
      change: set("rules[1].overrideAction", { count: {} }),
      message: "so that AWSManaged",
    },
    {
      name: "Log4Shell that counts",
      change: set(`${known}.ruleActionOverrides`, override("Log4JRCE_BODY", "count")),
      path: `${known}.ruleActionOverrides[0].name`,
    },
    {
      name: "Log4Shell that is allowed",
      change: set(`${known}.ruleActionOverrides`, override("Log4JRCE_HEADER", "allow")),
      path: `${known}.ruleActionOverrides[0].name`,
    },
    { name: "no limit of the rate", change: remove("rules[0]"), path: "rules", message: "a rateBasedStatement" },
    {
      name: "a rule that blocks something else",
      change: set("rules[0].statement", { geoMatchStatement: { countryCodes: ["AQ"] } }),
      path: "rules",
      message: "a rateBasedStatement",
    },
    {
      name: "a limit that counts",
      change: set("rules[0].action", { count: {} }),
      path: "rules",
      message: "a rateBasedStatement that blocks",
    },
    {
      name: "a group of JSON that counts",
      of: json,
      change: inJson(1, { OverrideAction: { Count: {} } }),
      path: "ruleJson[1].OverrideAction",
    },
    {
      name: "Log4Shell that JSON excludes",
      of: json,
      change: inJson(2, {
        Statement: {
          ManagedRuleGroupStatement: {
            VendorName: "AWS",
            Name: "AWSManagedRulesKnownBadInputsRuleSet",
            ExcludedRules: [{ Name: "Log4JRCE_BODY" }],
          },
        },
      }),
      path: "ruleJson[2].Statement.ManagedRuleGroupStatement.ExcludedRules[0].Name",
    },
    { name: "no resource with a limit", of: separate, change: without("limit"), path: "rules" },
    {
      name: "a resource that counts",
      of: separate,
      change: set("overrideAction", "count", "known"),
      path: "overrideAction",
      resource: "known",
    },
    {
      name: "a group that counts beside an unknown one",
      change: all(set("rules[1].overrideAction", { count: {} }), set(`${known}.name`, UNKNOWN)),
      path: "rules[1].overrideAction",
    },
  ],
  allowed: [
    {
      name: "another rule that counts",
      change: set(`${known}.ruleActionOverrides`, override("Host_localhost", "count")),
    },
    {
      name: "exceptions of the common group, which has no rules against Log4Shell",
      change: set(`${common}.ruleActionOverrides`, UNKNOWN),
    },
    { name: "Log4Shell that asks", change: set(`${known}.ruleActionOverrides`, override("Log4JRCE_BODY", "captcha")) },
    ...["captcha", "challenge"].map((action) => ({
      name: `a limit that asks by ${action}`,
      change: set("rules[0].action", { [action]: {} }),
    })),
  ],
  unknown: [
    { name: "unknown rules", change: set("rules", UNKNOWN) },
    { name: "an unknown action of a group", change: set("rules[1].overrideAction", UNKNOWN) },
    { name: "an unknown group", change: set(`${common}.name`, UNKNOWN) },
    { name: "an unknown limit", change: set("rules[0].statement", UNKNOWN) },
    { name: "an unknown action of the limit", change: set("rules[0].action", UNKNOWN) },
    {
      name: "an unknown exception",
      change: set(`${known}.ruleActionOverrides`, [{ name: "Log4JRCE_BODY", actionToUse: UNKNOWN }]),
    },
    { name: "unknown exceptions", change: set(`${known}.ruleActionOverrides`, UNKNOWN) },
  ],
  ignored: [goodRuleGroup()],
});
