import { covers } from "../../../lib/aws/iam";
import { records } from "../../../lib/aws/route53";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

/** Names under which AWS gives a host to whoever asks first. */
const AWS_HOST =
  /\.(?:amazonaws\.com(?:\.cn)?|cloudfront\.net|elasticbeanstalk\.com|awsglobalaccelerator\.com|awsapprunner\.com|amplifyapp\.com|on\.aws)$/i;
const PRIVATE = /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;

const suspicious: Readonly<Record<string, (target: string) => boolean>> = {
  CNAME: (target) => AWS_HOST.test(target),
  // An address does not tell whose it is.
  A: (target) => /^[\d.]+$/.test(target) && !PRIVATE.test(target),
};

export default defineRule<{ allowedTargets: string[] }>({
  id: "aws-route53-no-dangling",
  title: "Records lead to targets that exist as long as they do",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_23"],
  fields: ["Record aliases[].name", "records", "type"],
  why: "A record that outlives its bucket, load balancer or address leads to whoever gets the name or address next, under our name.",
  fix: "Take the target from the resource or the stack reference that it belongs to, or name it in the parameter allowedTargets.",
  appliesTo: records,
  parameters: {
    allowedTargets: {
      type: "array",
      items: { type: "string" },
      description:
        "Names and addresses that records may lead to though no stack has them; * stands for any characters.",
      default: [],
    },
  },
  checkStack(stack, check) {
    const { allowedTargets } = check.parameters;
    check.each(stack.where(records), (record) => {
      const judge = (targets: readonly Node[], isSuspicious: (target: string) => boolean) => {
        check.each(targets, (node) => {
          const target = (node.text() ?? "").replace(/\.$/, "");
          if (!isSuspicious(target) || allowedTargets.some((pattern) => covers(pattern, target))) return;
          check.violation(record, { at: node, wanted: "a target from a resource of the stack" });
        });
      };
      if (record.dependsOn("aliases").length === 0) {
        const names = record
          .at("aliases")
          .items()
          .map((alias) => alias.at("name"));
        judge(names, () => true);
      }
      const isSuspicious = suspicious[record.at("type").text()?.toUpperCase() ?? ""];
      if (isSuspicious && record.dependsOn("records").length === 0) judge(record.at("records").items(), isSuspicious);
    });
  },
});
