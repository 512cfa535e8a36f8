import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/waf/aws-waf-has-rules";
import { add, all, remove, set, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodRuleGroup, goodWebAcl, jsonRules, jsonWebAcl, separateWebAcl } from "../../../support/waf";

const separate = "an ACL whose rules are resources";
const json = "an ACL with rules as JSON";

describeRule(rule, {
  baselines: {
    "an ACL": [goodWebAcl()],
    [json]: [jsonWebAcl()],
    [separate]: separateWebAcl(),
    "a group": [goodRuleGroup()],
  },
  mutations: [
    { name: "no rules", change: remove("rules"), message: "found no rules, wanted at least one" },
    { name: "an empty list", change: set("rules", []) },
    { name: "an empty list as JSON", of: json, change: set("ruleJson", "[]"), path: "rules" },
    { name: "a string that is not JSON", of: json, change: set("ruleJson", "rules"), path: "rules" },
    {
      name: "no resource with a rule",
      of: separate,
      change: all(without("limit"), without("common"), without("known")),
      path: "rules",
    },
    { name: "a group without rules", of: "a group", change: set("rules", []) },
    { name: "a rule without an action", change: remove("rules[0].action") },
    { name: "an empty action", change: set("rules[0].action", {}) },
    { name: "an action that is null", change: set("rules[0].action", { block: null }) },
    {
      name: "a group of rules without an action",
      change: remove("rules[1].overrideAction"),
      path: "rules[1].action",
    },
    {
      name: "a rule of JSON without an action",
      of: json,
      change: set("ruleJson", JSON.stringify([{ ...jsonRules()[0], Action: undefined }])),
      path: "ruleJson[0].Action",
    },
    {
      name: "a resource without an action",
      of: separate,
      change: remove("action", "limit"),
      path: "action",
      resource: "limit",
    },
    {
      name: "an action that is missing beside an unknown one",
      change: all(remove("rules[0].action"), set("rules[1].overrideAction", UNKNOWN)),
      path: "rules[0].action",
    },
    {
      name: "no rules beside an ACL that is not known",
      change: all(set("rules", []), add({ ...goodWebAcl(), name: "other" }), set("rules", UNKNOWN, "other")),
    },
  ],
  unknown: [
    { name: "unknown rules", change: set("rules", UNKNOWN) },
    { name: "unknown rules of JSON", of: json, change: set("ruleJson", UNKNOWN) },
    { name: "an unknown action", change: set("rules[0].action", UNKNOWN) },
  ],
});
