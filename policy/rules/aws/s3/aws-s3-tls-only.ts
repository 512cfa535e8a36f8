import { any } from "../../../lib/any";
import { covers, speaksOfAll, statements, type Constraint, type Statement } from "../../../lib/aws/iam";
import { bucketPolicies, buckets, partsOf } from "../../../lib/aws/s3";
import { defineRule } from "../../../lib/rule";

const WANTED = "a statement that denies s3:* to everybody, on the bucket and its objects, without TLS";

export default defineRule({
  id: "aws-s3-tls-only",
  title: "Buckets refuse requests that are not encrypted",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_379", "FSBP S3.5", "CIS AWS v5 2.1.1", "CIS AWS v6 3.1.1"],
  fields: ["BucketPolicy policy"],
  why: "S3 also answers plain HTTP, where anybody on the way reads and changes what passes.",
  fix: "Add to the bucket's policy a Deny of s3:* for Principal *, on the bucket's ARN and the same with /*, with only the condition Bool aws:SecureTransport false.",
  appliesTo: buckets,
  checkStack(stack, check) {
    check.each(stack.where(buckets), (bucket) => {
      const policies = partsOf(stack, check, bucket, bucketPolicies, `a BucketPolicy with ${WANTED}`);
      if (policies.length === 0) return;
      const [first] = policies;
      const refuses = any(policies, (policy) => any(statements(policy.at("policy")), refusesPlainHttp));
      if (!refuses) check.violation(first!, { at: "policy", found: "no such statement", wanted: WANTED });
    });
  },
});

function refusesPlainHttp(statement: Statement): boolean {
  return (
    !statement.allows &&
    speaksOfAll(statement) &&
    statement.actions.some((pattern) => covers(pattern, "s3:*")) &&
    statement.resources.some(isBucket) &&
    statement.resources.some(areObjects) &&
    isWithoutTls(statement.constraints)
  );
}

/** Every further condition would let some requests through. */
function isWithoutTls([only, ...others]: readonly Constraint[]): boolean {
  return (
    others.length === 0 &&
    only?.operator === "Bool" &&
    only.key === "aws:securetransport" &&
    only.values.join() === "false"
  );
}

/** S3 takes only resources of the policy's own bucket, so their form says enough. */
function isBucket(resource: string): boolean {
  return resource === "*" || /^arn:[^:]*:s3:::[^/]+$/.test(resource);
}

function areObjects(resource: string): boolean {
  return resource === "*" || /^arn:[^:]*:s3:::([^/]+\/|[^/]*)\*$/.test(resource);
}
