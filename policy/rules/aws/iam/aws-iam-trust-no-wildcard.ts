import { isPublic } from "../../../lib/aws/iam";
import { eachTrust, roles } from "../../../lib/aws/permissions";
import { defineRule } from "../../../lib/rule";

/** What tells the right ones in an account from all others. */
const CALLERS = ["sts:externalid", "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn"];

export default defineRule({
  id: "aws-iam-trust-no-wildcard",
  title: "Roles trust somebody in particular",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_60", "CKV_AWS_61"],
  fields: ["assumeRolePolicy.Statement[].Principal"],
  why: "A role that everybody may take is open to the world; one that an account may take is open to whoever has rights there.",
  fix: "Name the roles that may take this one, or add a condition on sts:ExternalId or aws:PrincipalOrgID for an account.",
  appliesTo: roles,
  check(role, check) {
    eachTrust(role, check, (statement) => {
      if (isPublic(statement)) {
        const at = statement.node.at(statement.hasNotPrincipal ? "NotPrincipal" : "Principal");
        check.violation({ at, wanted: "named principals" });
        return;
      }
      const accounts = statement.principals.filter(({ kind, value }) => kind === "AWS" && isAccount(value));
      if (accounts.length > 0 && !statement.demands(...CALLERS)) {
        check.violation({
          at: statement.node.at("Principal"),
          found: `all of account ${accounts.map(({ value }) => value).join(", ")}`,
          wanted: "named principals, or a condition on sts:ExternalId or aws:PrincipalOrgID",
        });
      }
    });
  },
});

function isAccount(principal: string): boolean {
  return /^(\d{12}|arn:[^:]+:iam::\d{12}:root)$/.test(principal);
}
