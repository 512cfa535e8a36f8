import type { Constraint, Principal } from "../../../lib/aws/iam";
import { eachTrust, roles } from "../../../lib/aws/permissions";
import { defineRule } from "../../../lib/rule";

/** How subjects of well-known issuers begin, and how far they must be spelled out before a wildcard. */
const SUBJECTS = [
  { start: "system:serviceaccount:", spelled: /^system:serviceaccount:[^:]+:/ },
  { start: "repo:", spelled: /^repo:[^/]+\// },
];

export default defineRule({
  id: "aws-iam-oidc-trust-scoped",
  title: "Roles for identity providers trust certain subjects only",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_358", "CKV_AWS_393"],
  fields: ["assumeRolePolicy.Statement[].Principal.Federated", "assumeRolePolicy.Statement[].Condition"],
  why: "A provider signs tokens for many: without a subject, any service account of the cluster or any repository may take the role.",
  fix: "Add StringEquals conditions on the provider's :aud and :sub, with the namespace and service account, or organization and repository, spelled out.",
  appliesTo: roles,
  check(role, check) {
    eachTrust(role, check, (statement) => {
      if (!statement.principals.some(isOidcProvider)) return;
      const { constraints } = statement;
      const at = statement.node.at("Condition");
      const audiences = of(constraints, ":aud");
      if (!audiences.some(({ values }) => values.every((value) => !/[*?]/.test(value))))
        check.violation({ at, found: wordsFor(audiences), wanted: "StringEquals on :aud" });
      const subjects = of(constraints, ":sub");
      if (!subjects.some(({ values }) => values.every(isScoped))) {
        const wanted = "StringEquals on :sub, or StringLike with namespace or organization spelled out";
        check.violation({ at, found: wordsFor(subjects), wanted });
      }
    });
  },
});

function isOidcProvider({ kind, value }: Principal): boolean {
  return kind === "Federated" && !/:saml-provider\//.test(value);
}

/** What a condition really demands of a claim. */
function of(constraints: readonly Constraint[], claim: string): Constraint[] {
  return constraints.filter(
    ({ key, operator, values }) =>
      key.endsWith(claim) &&
      values.length > 0 &&
      /^(ForAnyValue:)?String(Equals|EqualsIgnoreCase|Like)$/i.test(operator),
  );
}

function isScoped(subject: string): boolean {
  const [spelled = ""] = subject.split(/[*?]/);
  if (spelled === subject) return subject !== "";
  return SUBJECTS.every((one) =>
    spelled.startsWith(one.start) ? one.spelled.test(spelled) : !one.start.startsWith(spelled),
  );
}

function wordsFor(constraints: readonly Constraint[]): string {
  if (constraints.length === 0) return "no such condition";
  return constraints.flatMap(({ values }) => values.map((value) => JSON.stringify(value))).join(", ");
}
