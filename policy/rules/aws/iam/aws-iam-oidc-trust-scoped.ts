import { attempt } from "../../../lib/attempt";
import { left, naming } from "../../../lib/aws/condition";
import { speaksOfAll, statements, type Constraint, type Principal, type Statement } from "../../../lib/aws/iam";
import { isScopedClaim, isScopedSubject } from "../../../lib/aws/oidc-subject";
import { eachTrust, roles } from "../../../lib/aws/permissions";
import { defineRule } from "../../../lib/rule";

const ACTION = "sts:AssumeRoleWithWebIdentity";

/** Pools of Cognito have users for subjects, and tell by another claim whether somebody has signed in. */
const POOLS = "cognito-identity.amazonaws.com";

export default defineRule({
  id: "aws-iam-oidc-trust-scoped",
  title: "Roles for identity providers trust certain subjects only",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_358", "CKV_AWS_393"],
  fields: ["assumeRolePolicy.Statement[].Principal.Federated", "assumeRolePolicy.Statement[].Condition"],
  why: "A provider signs tokens for many: without a subject, any service account of the cluster or any repository may take the role.",
  fix: "Add StringEquals conditions on the provider's :aud and :sub, with the namespace and service account, or owner and repository, spelled out.",
  appliesTo: roles,
  check(role, check) {
    eachTrust(role, check, (statement) => {
      if (!statement.principals.some(isOidcProvider) || !statement.concerns(ACTION)) return;
      const constraints = [
        ...statement.constraints,
        ...leftByDenials(statements(role.at("assumeRolePolicy")), statement),
      ];
      const at = statement.node.at("Condition");
      const audiences = of(constraints, "aud");
      if (!audiences.some(({ values }) => values.every((value) => value !== "" && !/[*?]|\$\{/.test(value))))
        check.violation({ at, found: wordsFor(audiences), wanted: "StringEquals on :aud" });
      const subjects = of(constraints, "sub");
      if (!naming(constraints, () => true).some(isScoped)) {
        const wanted = "StringEquals on :sub, or StringLike with namespace, or owner and repository, spelled out";
        check.violation({ at, found: wordsFor(subjects), wanted });
      }
    });
  },
});

function isOidcProvider({ kind, value }: Principal): boolean {
  return kind === "Federated" && !/:saml-provider\//.test(value);
}

/** What the denials of a document leave of the requests that one of its statements allows. One that is not known yet leaves all. */
function leftByDenials(all: readonly Statement[], { principals }: Statement): Constraint[] {
  const providers = principals.map(({ value }) => value);
  return all.flatMap((one) => {
    const demand = () => {
      const isMeant = speaksOfAll(one) || providers.every((value) => isNamed(one, value));
      return !one.allows && isMeant && one.concerns(ACTION) ? left(one.constraints) : undefined;
    };
    return attempt(demand, () => undefined) ?? [];
  });
}

function isNamed({ principals }: Statement, provider: string): boolean {
  return principals.some(({ kind, value }) => kind === "Federated" && value === provider);
}

/** What a condition really demands of a claim. */
function of(constraints: readonly Constraint[], claim: string): Constraint[] {
  return naming(constraints, (key) => claimOf(key).claim === claim);
}

function isScoped({ key, values }: Constraint): boolean {
  const { issuer, claim } = claimOf(key);
  return values.every((value) => {
    if (claim === "sub") return isScopedSubject(value, issuer);
    if (issuer === POOLS && claim === "amr") return /^[^*?$]+$/.test(value) && value !== "unauthenticated";
    return isScopedClaim(claim, value);
  });
}

/** The issuer and the claim of a key. */
function claimOf(key: string): { issuer: string; claim: string } {
  const colon = key.lastIndexOf(":");
  return { issuer: key.slice(0, Math.max(colon, 0)), claim: key.slice(colon + 1) };
}

function wordsFor(constraints: readonly Constraint[]): string {
  if (constraints.length === 0) return "no such condition";
  return constraints.flatMap(({ values }) => values.map((value) => JSON.stringify(value))).join(", ");
}
