import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/pulumi/providers/pulumi-aws-provider-pinned";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";

const properties = { region: "eu-central-1", allowedAccountIds: '["111122223333"]' };

describeRule(rule, {
  parameters: { regions: ["eu-central-1", "us-east-1"] },
  baselines: { "a pinned provider": [{ type: "pulumi:providers:aws", properties }] },
  mutations: [
    { name: "another region", change: set("region", "eu-west-1"), message: "wanted one of eu-central-1, us-east-1" },
    { name: "no region", change: remove("region") },
    {
      name: "any region, as long as none is allowed",
      change: set("version", "7.48.0"),
      path: "region",
      parameters: {},
      message: "an allowed region, and none is allowed",
    },
    { name: "no accounts", change: remove("allowedAccountIds") },
    { name: "an empty list of accounts", change: set("allowedAccountIds", "[]") },
    { name: "a list that is not JSON of one", change: set("allowedAccountIds", "{}") },
    { name: "an account without a number", change: set("allowedAccountIds", '[""]') },
    { name: "a second account without a number", change: set("allowedAccountIds", '["111122223333", ""]') },
    {
      name: "no accounts beside a region that is not known yet",
      change: all(remove("allowedAccountIds"), set("region", UNKNOWN)),
    },
    {
      name: "another region beside accounts that are not known yet",
      change: all(set("region", "eu-west-1"), set("allowedAccountIds", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "the other region", change: set("region", "us-east-1") },
    {
      name: "a region that another stack allows",
      change: set("region", "eu-west-1"),
      parameters: { regions: ["eu-west-1"] },
    },
    { name: "a list that is not JSON", change: set("allowedAccountIds", ["111122223333"]) },
  ],
  unknown: [
    { name: "an unknown region", change: set("region", UNKNOWN) },
    { name: "unknown accounts", change: set("allowedAccountIds", UNKNOWN) },
  ],
  ignored: [{ type: "pulumi:providers:kubernetes", properties: {} }],
});
