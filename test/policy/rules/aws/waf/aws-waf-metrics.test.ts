import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/waf/aws-waf-metrics";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodRuleGroup, goodWebAcl, jsonRules, jsonWebAcl, separateWebAcl } from "../../../support/waf";

const [, ofOne, , ofGroup] = separateWebAcl().map((one) => ({ ...one, dependencies: {} }));
const json = "an ACL with rules as JSON";
const one = "a rule that is a resource";
const group = "a group of rules that is a resource";
const path = "visibilityConfig.cloudwatchMetricsEnabled";

describeRule(rule, {
  baselines: {
    "an ACL": [goodWebAcl()],
    [json]: [jsonWebAcl()],
    "a group": [goodRuleGroup()],
    [one]: [ofOne!],
    [group]: [ofGroup!],
  },
  mutations: [
    { name: "an ACL without metrics", change: set(path, false) },
    { name: "a rule without metrics", change: set(`rules[1].${path}`, false) },
    { name: "a rule that says nothing", change: remove(`rules[0].${path}`) },
    { name: "a group without metrics", of: "a group", change: set(`rules[0].${path}`, false) },
    { name: "a resource without metrics", of: one, change: set(path, false) },
    { name: "a resource that says nothing", of: group, change: remove("visibilityConfig"), path },
    {
      name: "a rule of JSON without metrics",
      of: json,
      change: set("ruleJson", JSON.stringify([{ ...jsonRules()[0], VisibilityConfig: {} }])),
      path: "ruleJson[0].VisibilityConfig.CloudWatchMetricsEnabled",
    },
    {
      name: "a rule without metrics beside an unknown ACL",
      change: all(set(`rules[1].${path}`, false), set(path, UNKNOWN)),
    },
  ],
  unknown: [
    { name: "an unknown switch", change: set(path, UNKNOWN) },
    { name: "unknown rules", change: set("rules", UNKNOWN) },
  ],
  remediated: [
    {
      name: "an ACL and a rule that say nothing",
      change: all(remove(path), remove(`rules[0].${path}`)),
      set: { [path]: true, [`rules[0].${path}`]: true },
    },
  ],
  spared: [
    {
      name: "a rule without a configuration, which needs more than the switch",
      change: remove("rules[0].visibilityConfig"),
    },
  ],
});
