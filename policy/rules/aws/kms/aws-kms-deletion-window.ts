import { keys } from "../../../lib/aws/kms";
import { atLeast } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ minimumDays: number }>({
  id: "aws-kms-deletion-window",
  title: "There is time to notice that a key is being deleted",
  severity: "high",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["FSBP KMS.3"],
  fields: ["deletionWindowInDays"],
  why: "What a deleted key has encrypted is lost, backups included; until then a deletion can be called off.",
  fix: "Remove deletionWindowInDays, whose default is 30.",
  appliesTo: keys,
  parameters: {
    minimumDays: {
      type: "integer",
      minimum: 7,
      maximum: 30,
      description: "For how many days a deletion must wait at least.",
      default: 30,
    },
  },
  check(key, check) {
    const { minimumDays } = check.parameters;
    const isLong = atLeast(minimumDays);
    check.expect(
      key.at("deletionWindowInDays"),
      (value) => value === undefined || isLong(value),
      `at least ${minimumDays}, or not set`,
    );
  },
});
