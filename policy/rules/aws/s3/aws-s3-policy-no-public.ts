import { CALLERS } from "../../../lib/aws/callers";
import { isPublic, statements, type Principal } from "../../../lib/aws/iam";
import { policyHolders } from "../../../lib/aws/s3";
import { defineRule } from "../../../lib/rule";

/** What a request must come from, so that a statement about everybody is not about the public. */
const LIMITS = [...CALLERS, "s3:dataaccesspointaccount", "s3:dataaccesspointarn"];

/** What lets somebody else take the bucket over. */
const RISKY = [
  "s3:DeleteBucketPolicy",
  "s3:PutBucketAcl",
  "s3:PutBucketPolicy",
  "s3:PutEncryptionConfiguration",
  "s3:PutObjectAcl",
];

export default defineRule<{ accounts: string[] }>({
  id: "aws-s3-policy-no-public",
  title: "No policy of a bucket lets the public in, or hands the bucket to other accounts",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_70", "FSBP S3.2", "FSBP S3.3", "FSBP S3.6"],
  fields: ["policy.Statement[]"],
  why: "Everybody in the world may use what is given to Principal *. Who may change a bucket's policy, ACL or encryption owns it.",
  fix: "Name the principals that need access, or limit the statement by a condition on aws:PrincipalOrgID, aws:SourceVpce or aws:SourceArn.",
  appliesTo: policyHolders,
  parameters: {
    accounts: {
      type: "array",
      items: { type: "string", pattern: "^[0-9]{12}$" },
      description: "Ids of the accounts that may be given control of a bucket by its policy.",
      default: [],
    },
  },
  check(resource, check) {
    const { accounts } = check.parameters;
    const allowing = statements(resource.at("policy"));
    check.each(allowing, (statement) => {
      if (!statement.allows || !isPublic(statement) || statement.demands(...LIMITS)) return;
      check.violation({
        at: statement.node.at(statement.hasNotPrincipal ? "NotPrincipal" : "Principal"),
        wanted: "named principals, or a condition on where requests come from",
      });
    });
    check.each(allowing, (statement) => {
      if (!statement.allows || !RISKY.some((action) => statement.concerns(action))) return;
      if (!isPublic(statement) && !statement.principals.some((one) => isForeign(one, accounts))) return;
      const given = RISKY.filter((action) => statement.concerns(action));
      check.violation({
        at: statement.node,
        found: given.join(", "),
        wanted: "no control of the bucket for others than the accounts of the parameter accounts",
        fix: "Remove these actions from the statement, or add the account to the parameter accounts if it is one of ours.",
      });
    });
  },
});

function isForeign({ kind, value }: Principal, accounts: readonly string[]): boolean {
  if (kind === "Service") return false;
  const [account] = /(?<!\d)\d{12}(?!\d)/.exec(value) ?? [];
  return account === undefined || !accounts.includes(account);
}
