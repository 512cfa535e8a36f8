import { any } from "../../../lib/any";
import { areFulfilled } from "../../../lib/aws/condition";
import { leftOutBy, rangeOf, type Range, type Requests } from "../../../lib/aws/coverage";
import { speaksOfAll, statements, type Statement } from "../../../lib/aws/iam";
import { BUCKET, bucketPolicies, buckets, OBJECTS, ofOwnBucket, partsOf } from "../../../lib/aws/s3";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

const WANTED =
  "a statement that denies s3:* to everybody, on the bucket and its objects, without TLS, or several that do together";

const EVERYTHING: readonly Requests[] = [BUCKET, OBJECTS].map((resource) => ({ action: "s3:*", resource }));

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
      let nearest: { policy: Resource; rest: readonly Requests[] } | undefined;
      const isRefused = any(policies, (policy) => {
        const rest = answered(policy.at("policy"));
        nearest ??= { policy, rest };
        return rest.length === 0;
      });
      if (isRefused || !nearest) return;
      const found =
        nearest.rest === EVERYTHING ? "no such statement" : `none for ${nearest.rest.map(inWords).join(", ")}`;
      check.violation(nearest.policy, { at: "policy", found, wanted: WANTED });
    });
  },
});

/** The requests without TLS that a policy does not refuse. @throws Undecided */
function answered(document: Node): readonly Requests[] {
  const all = statements(document);
  const isAboutTls = any(all, (one) => one.constraints.length > 0 && refusesPlainHttp(one) !== undefined);
  return isAboutTls ? leftOutBy(EVERYTHING, all, refusesPlainHttp) : EVERYTHING;
}

/** What a statement refuses of the requests without TLS: all that it speaks of, if every one of them meets its condition. */
function refusesPlainHttp(statement: Statement): Range | undefined {
  if (statement.allows || !speaksOfAll(statement)) return undefined;
  if (!areFulfilled(statement.constraints, "aws:securetransport", "false")) return undefined;
  const { resources, notResources, ...actions } = rangeOf(statement);
  return { ...actions, resources: resources.map(ofOwnBucket), notResources: notResources.map(ofOwnBucket) };
}

function inWords({ action, resource }: Requests): string {
  return `${action} on ${resource.replace(BUCKET, "the bucket")}`;
}
