import { isOn } from "../../../lib/aws/values";
import { ruleGroups, rulesOf, separateRules, webAcls } from "../../../lib/aws/waf";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

/** Where a resource says what is measured: for itself, if it has rules of its own, and for each of them. */
function switches(resource: Resource): Node[] {
  const path = ["visibilityConfig", "cloudwatchMetricsEnabled"];
  const own = separateRules(resource.type) ? [] : [resource.at(...path)];
  return [...own, ...rulesOf(resource).map((rule) => rule.at(path))];
}

export default defineRule({
  id: "aws-waf-metrics",
  title: "Web ACLs and their rules count what they match",
  severity: "low",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["FSBP WAF.12"],
  fields: ["visibilityConfig.cloudwatchMetricsEnabled", "rules[].visibilityConfig.cloudwatchMetricsEnabled"],
  why: "No alarm can be set on a rule without metrics.",
  fix: "Set visibilityConfig.cloudwatchMetricsEnabled to true, for the ACL and for each rule.",
  appliesTo: (type) => webAcls(type) || ruleGroups(type) || separateRules(type),
  check(resource, check) {
    check.each(switches(resource), (node) => check.expect(node, isOn, "true"));
  },
  remediate(resource, remedy) {
    for (const node of switches(resource)) {
      const config = node.keys.slice(0, -1);
      // The switch alone is not a valid configuration, and a string of JSON stays as it is.
      if (resource.at(...config).exists) remedy.setIfAbsent(node, true);
    }
  },
});
