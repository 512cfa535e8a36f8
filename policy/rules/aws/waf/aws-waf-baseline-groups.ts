import { allRulesOf, managedGroup, webAcls, type WafRule } from "../../../lib/aws/waf";
import { defineRule, type StackCheck } from "../../../lib/rule";

const KNOWN_BAD = "AWSManagedRulesKnownBadInputsRuleSet";
const GROUPS = ["AWSManagedRulesCommonRuleSet", KNOWN_BAD];

type Checker = StackCheck<Record<never, never>>;

function applies(rule: WafRule, name: string): boolean {
  const group = managedGroup(rule);
  return rule.at(["name"], group).text() === name && rule.at(["vendorName"], group).text() === "AWS";
}

/** Whether a rule limits how often one client may ask, and stops it then. */
function limitsRate(rule: WafRule): boolean {
  if (rule.at(["statement", "rateBasedStatement"]).read() === undefined) return false;
  return ["block", "captcha", "challenge"].some((action) => rule.at(["action", action]).read() !== undefined);
}

/** The rules that are wanted; undefined where there is none, but one that cannot be judged may be it. */
function find(check: Checker, rules: readonly WafRule[], isWanted: (rule: WafRule) => boolean): WafRule[] | undefined {
  const found: WafRule[] = [];
  let judged = 0;
  check.each(rules, (rule) => {
    if (isWanted(rule)) found.push(rule);
    judged += 1;
  });
  return found.length === 0 && judged < rules.length ? undefined : found;
}

function expectBlocking(check: Checker, rule: WafRule, name: string): void {
  const override = rule.at(["overrideAction"]);
  const counts = override.read() === "count" || rule.at(["count"], override).read() !== undefined;
  if (counts) check.violation(rule.owner, { at: override, wanted: `none, so that ${name} blocks` });
}

/** Demands that nothing softens the rules against Log4Shell: neither another action, nor the older list of exclusions. */
function expectLog4Shell(check: Checker, rule: WafRule): void {
  const group = managedGroup(rule);
  const overrides = rule.at(["ruleActionOverrides"], group).items();
  const excluded = rule.at(["excludedRules"], group).items();
  check.each([...overrides, ...excluded], (one) => {
    const name = rule.at(["name"], one);
    if (!name.text()?.startsWith("Log4JRCE")) return;
    const isSoft = ["count", "allow"].some((action) => rule.at(["actionToUse", action], one).read() !== undefined);
    if (isSoft || excluded.includes(one))
      check.violation(rule.owner, { at: name, wanted: "the group's own action for Log4JRCE" });
  });
}

export default defineRule({
  id: "aws-waf-baseline-groups",
  title: "Web ACLs block common and known attacks, and floods of requests",
  severity: "high",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV_AWS_192", "CKV2_AWS_47", "CKV2_AWS_76"],
  fields: [
    "rules[].statement.managedRuleGroupStatement",
    "rules[].overrideAction",
    "rules[].statement.rateBasedStatement",
  ],
  why: "The two groups of AWS stop most exploits that are tried on every address of the internet, Log4Shell among them; a group that only counts stops none.",
  fix: "Add both groups with overrideAction none, without softening Log4JRCE, and a rule with a rateBasedStatement that blocks.",
  appliesTo: webAcls,
  checkStack(stack, check) {
    check.each(stack.where(webAcls), (acl) => {
      const rules = allRulesOf(stack, acl);
      for (const name of GROUPS) {
        const found = find(check, rules, (rule) => applies(rule, name));
        if (found?.length === 0)
          check.violation(acl, { at: "rules", found: "no such group", wanted: `the group ${name}` });
        check.each(found ?? [], (rule) => expectBlocking(check, rule, name));
        if (name === KNOWN_BAD) check.each(found ?? [], (rule) => expectLog4Shell(check, rule));
      }
      if (find(check, rules, limitsRate)?.length === 0)
        check.violation(acl, { at: "rules", found: "no limit", wanted: "a rateBasedStatement that blocks" });
    });
  },
});
