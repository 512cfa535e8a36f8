import { isLeftOut } from "../../../lib/aws/stated";
import { isNotOff } from "../../../lib/aws/values";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const secrets = types("aws:secretsmanager/secret:Secret");
const rotations = types("aws:secretsmanager/secretRotation:SecretRotation");

/** The longest time between two rotations in days; undefined where that cannot be told. */
function interval(rules: Node): number | undefined {
  const days = rules.at("automaticallyAfterDays").number();
  if (days !== undefined) return days;
  const schedule = rules.at("scheduleExpression").text() ?? "";
  const [, count, unit] = /^rate\((\d+) (day|hour)s?\)$/.exec(schedule) ?? [];
  if (count !== undefined) return unit === "day" ? Number(count) : Number(count) / 24;
  // Minute, hour, day of the month, month, day of the week, year.
  const fields = /^cron\((.*)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/) ?? [];
  const [, step] = /^(?:\*|1)\/(\d{1,2})$/.exec(fields[3] ?? "") ?? [];
  if (fields.length !== 6 || fields[5] !== "*") return undefined;
  return fields[3] === "*" ? 31 : step === undefined ? undefined : Number(step) * 31;
}

export default defineRule<{ maximumDays: number }>({
  id: "aws-secrets-rotation",
  title: "Secrets are replaced regularly",
  severity: "medium",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV2_AWS_57", "CKV_AWS_304", "FSBP SecretsManager.1", "FSBP SecretsManager.4"],
  fields: ["SecretRotation secretId, rotationEnabled, rotationRules"],
  why: "A password that leaked unnoticed works until it is replaced.",
  fix: "Add a SecretRotation with the secret's id as secretId and rotationRules.automaticallyAfterDays; exempt secrets that nobody can rotate.",
  appliesTo: secrets,
  parameters: {
    maximumDays: {
      type: "integer",
      minimum: 1,
      maximum: 1000,
      description: "After how many days a secret must be replaced at the latest.",
      default: 90,
    },
  },
  checkStack(stack, check) {
    const { maximumDays } = check.parameters;
    const wanted = `every ${maximumDays} days or more often`;
    check.each(stack.where(secrets), (secret) => {
      const found = stack.joined(secret, rotations, "secretId");
      if (found.length === 0)
        check.violation(secret, { at: "arn", found: "no SecretRotation of the secret", wanted: `one ${wanted}` });
      check.each(found, (rotation) => {
        if (!isLeftOut(rotation, "rotationEnabled"))
          check.expect(rotation, rotation.at("rotationEnabled"), isNotOff, "true or not set");
        const rules = rotation.at("rotationRules");
        const days = interval(rules);
        if (days === undefined || days > maximumDays) check.violation(rotation, { at: rules, wanted });
      });
    });
  },
});
