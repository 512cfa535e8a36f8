import {
  allRulesOf,
  namesAction,
  ruleGroups,
  rulesOf,
  separateRules,
  webAcls,
  type WafRule,
} from "../../../lib/aws/waf";
import { defineRule, type StackCheck } from "../../../lib/rule";

/** Demands that a rule does something. A group that stands apart from its ACL has an action by default. */
function expectAction(check: StackCheck<Record<never, never>>, rule: WafRule): void {
  const isOne = separateRules(rule.owner.type) && !rule.at(["statement"]).exists;
  if (isOne || namesAction(rule.at(["action"])) || namesAction(rule.at(["overrideAction"]))) return;
  check.violation(rule.owner, { at: rule.at(["action"]), wanted: "an action, or overrideAction for a group of rules" });
}

export default defineRule({
  id: "aws-waf-has-rules",
  title: "Web ACLs and rule groups have rules, and every rule does something",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_175", "CKV_AWS_342", "FSBP WAF.10"],
  fields: ["WebAcl rules, ruleJson", "RuleGroup rules, rulesJson", "rules[].action", "rules[].overrideAction"],
  why: "An ACL without rules lets everything pass, and looks like protection.",
  fix: "Add rules with an action to rules, ruleJson, or as WebAclRule; of groups of rules, with overrideAction.",
  appliesTo: (type) => webAcls(type) || ruleGroups(type),
  checkStack(stack, check) {
    const judge = (owner: Parameters<typeof rulesOf>[0], rules: readonly WafRule[]) => {
      if (rules.length === 0) check.violation(owner, { at: "rules", found: "no rules", wanted: "at least one" });
      check.each(rules, (rule) => expectAction(check, rule));
    };
    check.each(stack.where(webAcls), (acl) => judge(acl, allRulesOf(stack, acl)));
    check.each(stack.where(ruleGroups), (group) => judge(group, rulesOf(group)));
  },
});
