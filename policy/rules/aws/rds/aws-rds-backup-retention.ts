import { clusters, databases, isReplica } from "../../../lib/aws/rds";
import { asNumber } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

/** The longest time that RDS keeps backups by itself. */
const LONGEST = 35;

export default defineRule<{ days: number }>({
  id: "aws-rds-backup-retention",
  title: "Backups of databases are kept long enough",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_133", "FSBP RDS.11", "AWS-0077"],
  fields: ["backupRetentionPeriod"],
  why: "Damage is often found days after it was done; a backup from before must still be there. Instances keep none by default.",
  fix: "Set backupRetentionPeriod to the number of days that is needed.",
  appliesTo: databases,
  parameters: {
    days: {
      type: "number",
      minimum: 1,
      maximum: LONGEST,
      description: "Days that backups must be kept at least.",
      default: 7,
    },
  },
  check(database, check) {
    // What a replica holds is in the backups of its source.
    if (isReplica(database)) return;
    const { days } = check.parameters;
    const usual = clusters(database.type) ? 1 : 0;
    const isEnough = (value: unknown) => {
      const given = asNumber(value ?? usual) ?? 0;
      return given >= days && given <= LONGEST;
    };
    check.expect(database.at("backupRetentionPeriod"), isEnough, `${days} to ${LONGEST} days`);
  },
  remediate(database, remedy) {
    if (!isReplica(database)) remedy.setIfAbsent(database.at("backupRetentionPeriod"), remedy.parameters.days);
  },
});
