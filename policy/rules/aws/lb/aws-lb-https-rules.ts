import { leadsToHttps, listenerRules, listeners } from "../../../lib/aws/loadbalancer";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-lb-https-rules",
  title: "No rule of an HTTP listener serves anything but the way to HTTPS",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_20", "FSBP ELB.1"],
  fields: ["Listener protocol", "ListenerRule listenerArn, actions"],
  why: "A rule goes before the listener's redirect: what it forwards is served over HTTP.",
  fix: "Move the rule to the HTTPS listener, or redirect to HTTPS in it.",
  appliesTo: listenerRules,
  checkStack(stack, check) {
    check.each(stack.where(listeners), (listener) => {
      const rules = stack.joined(listener, listenerRules, "listenerArn");
      if (rules.length === 0 || (listener.at("protocol").text() ?? "HTTP") !== "HTTP") return;
      check.each(rules, (rule) => {
        const actions = rule.at("actions");
        if (!leadsToHttps(actions)) check.violation(rule, { at: actions, wanted: "a redirect to HTTPS" });
      });
    });
  },
});
