import type * as aws from "@pulumi/aws";
import type { Given } from "./changes";
import { typed } from "./typed";

const metrics = (metricName: string) => ({ metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true });

const group = (name: string, priority: number) => ({
  name,
  priority,
  overrideAction: { none: {} },
  statement: { managedRuleGroupStatement: { vendorName: "AWS", name } },
  visibilityConfig: metrics(name),
});

const rate = {
  name: "rate",
  priority: 0,
  action: { block: {} },
  statement: { rateBasedStatement: { limit: 1000, aggregateKeyType: "IP" } },
  visibilityConfig: metrics("rate"),
};

const acl = { name: "shop", scope: "REGIONAL", defaultAction: { allow: {} }, visibilityConfig: metrics("shop") };

/** A web ACL that keeps every rule: a limit of the rate first, then the common group, then that of known attacks. */
export function goodWebAcl(): Given {
  return typed<aws.wafv2.WebAclArgs>("aws:wafv2/webAcl:WebAcl", {
    ...acl,
    rules: [rate, group("AWSManagedRulesCommonRuleSet", 1), group("AWSManagedRulesKnownBadInputsRuleSet", 2)],
  });
}

/** The rules of the service's JSON, as `ruleJson` has them. */
export function jsonRules(): Record<string, unknown>[] {
  const VisibilityConfig = { MetricName: "m", CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true };
  const ofGroup = (Name: string, Priority: number) => ({
    Name,
    Priority,
    OverrideAction: { None: {} },
    Statement: { ManagedRuleGroupStatement: { VendorName: "AWS", Name } },
    VisibilityConfig,
  });
  return [
    {
      Name: "rate",
      Priority: 0,
      Action: { Block: {} },
      Statement: { RateBasedStatement: { Limit: 1000, AggregateKeyType: "IP" } },
      VisibilityConfig,
    },
    ofGroup("AWSManagedRulesCommonRuleSet", 1),
    ofGroup("AWSManagedRulesKnownBadInputsRuleSet", 2),
  ];
}

/** A web ACL with these rules as JSON. */
export function jsonWebAcl(rules = jsonRules()): Given {
  return typed<aws.wafv2.WebAclArgs>("aws:wafv2/webAcl:WebAcl", { ...acl, ruleJson: JSON.stringify(rules) });
}

/** A web ACL whose rules are resources of their own: `limit`, `common` and `known`. */
export function separateWebAcl(): Given[] {
  const facts = (name: string) => ({ name, dependencies: { webAclArn: ["web"] } });
  const { name: _, ...common } = group("AWSManagedRulesCommonRuleSet", 1);
  return [
    typed<aws.wafv2.WebAclArgs>("aws:wafv2/webAcl:WebAcl", acl),
    typed<aws.wafv2.WebAclRuleArgs>("aws:wafv2/webAclRule:WebAclRule", { ...rate, webAclArn: "arn" }, facts("limit")),
    typed<aws.wafv2.WebAclRuleArgs>(
      "aws:wafv2/webAclRule:WebAclRule",
      { ...common, webAclArn: "arn" },
      facts("common"),
    ),
    typed<aws.wafv2.WebAclRuleGroupAssociationArgs>(
      "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation",
      {
        ruleName: "known",
        priority: 2,
        webAclArn: "arn",
        managedRuleGroup: { vendorName: "AWS", name: "AWSManagedRulesKnownBadInputsRuleSet" },
        visibilityConfig: metrics("known"),
      },
      facts("known"),
    ),
  ];
}

/** A group of rules that keeps every rule. */
export function goodRuleGroup(): Given {
  return typed<aws.wafv2.RuleGroupArgs>("aws:wafv2/ruleGroup:RuleGroup", {
    name: "ours",
    scope: "REGIONAL",
    capacity: 10,
    visibilityConfig: metrics("ours"),
    rules: [{ ...rate, action: { block: {} } }],
  });
}
