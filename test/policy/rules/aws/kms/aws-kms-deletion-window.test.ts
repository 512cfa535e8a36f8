import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/kms/aws-kms-deletion-window";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodKey, otherKeys } from "../../../support/keys";

describeRule(rule, {
  baselines: { "a key": [goodKey()], ...otherKeys() },
  mutations: [
    { name: "a week", change: set("deletionWindowInDays", 7), message: "found 7, wanted at least 30, or not set" },
    { name: "a week for a replica", of: "a replica", change: set("deletionWindowInDays", 7) },
    { name: "less than asked for", change: set("deletionWindowInDays", 13), parameters: { minimumDays: 14 } },
  ],
  allowed: [
    { name: "the default", change: remove("deletionWindowInDays") },
    { name: "as much as asked for", change: set("deletionWindowInDays", 14), parameters: { minimumDays: 14 } },
  ],
  unknown: [{ name: "an unknown time", change: set("deletionWindowInDays", UNKNOWN) }],
});
