import { isObject, type Node } from "../node";
import type { Resource } from "../resource";
import { types, type Stack } from "../stack";

const WEB_ACL = "aws:wafv2/webAcl:WebAcl";
const RULE_GROUP = "aws:wafv2/ruleGroup:RuleGroup";
const SINGLE_RULE = "aws:wafv2/webAclRule:WebAclRule";
const GROUP_ASSOCIATION = "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation";

export const webAcls = types(WEB_ACL);
export const ruleGroups = types(RULE_GROUP);
/** Resources that hold one rule of a web ACL, apart from it. */
export const separateRules = types(SINGLE_RULE, GROUP_ASSOCIATION);

/** A rule of a web ACL or of a rule group, whichever way it is written. */
export interface WafRule {
  /** The resource that holds it. */
  readonly owner: Resource;
  readonly node: Node;
  /** The place at these keys, which are those of the provider, below the rule or a place in it. */
  at(keys: readonly string[], below?: Node): Node;
}

/**
 * The rules that a resource holds: lists of the provider, the JSON text of the service, or the one that the resource is.
 *
 * @throws Undecided when they are not known yet.
 */
export function rulesOf(owner: Resource): WafRule[] {
  if (separateRules(owner.type)) return [rule(owner, owner.properties)];
  const list = owner.at("rules");
  list.read();
  const text = owner.at(owner.type === RULE_GROUP ? "rulesJson" : "ruleJson").parsed();
  return [...list.items().map((node) => rule(owner, node)), ...text.items().map((node) => rule(owner, node, inJson))];
}

function rule(owner: Resource, node: Node, spelt = (key: string) => key): WafRule {
  return { owner, node, at: (keys, below = node) => below.at(...keys.map(spelt)) };
}

/**
 * All rules of a web ACL, those of separate resources included.
 *
 * @throws Undecided when its own are not known yet.
 */
export function allRulesOf(stack: Stack, acl: Resource): WafRule[] {
  return [...rulesOf(acl), ...stack.joined(acl, separateRules, "webAclArn").flatMap(rulesOf)];
}

/** The group of rules, of AWS or another vendor, that a rule applies; a place without a value where there is none. */
export function managedGroup(rule: WafRule): Node {
  const isAssociation = rule.owner.type === GROUP_ASSOCIATION;
  return rule.at(isAssociation ? ["managedRuleGroup"] : ["statement", "managedRuleGroupStatement"]);
}

/** Whether a place names an action, such as `{block: {}}` or the text `none`. @throws Undecided when it is not known yet. */
export function namesAction(node: Node): boolean {
  const value = node.read();
  if (typeof value === "string") return value !== "";
  return isObject(value) && Object.values(value).some((one) => one !== null && one !== undefined);
}

/** A key of the provider as the service's JSON writes it. */
function inJson(key: string): string {
  if (key === "cloudwatchMetricsEnabled") return "CloudWatchMetricsEnabled";
  return key.charAt(0).toUpperCase() + key.slice(1);
}
