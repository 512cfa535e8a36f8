import type { Resource } from "../resource";
import type { StackCheck } from "../rule";
import { types, type Applies, type Stack } from "../stack";
import { someHolds } from "./values";

/** The kinds that are a part of a bucket's configuration, under both of the names that the provider has for them. */
const part = (name: string): Applies =>
  types(`aws:s3/bucket${name}:Bucket${name}`, `aws:s3/bucket${name}V2:Bucket${name}V2`);

export const buckets = types("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2");
export const acls = part("Acl");
export const encryptions = part("ServerSideEncryptionConfiguration");
export const lifecycles = part("LifecycleConfiguration");
export const loggings = part("Logging");
export const versionings = part("Versioning");
export const bucketPolicies = types("aws:s3/bucketPolicy:BucketPolicy");
export const ownershipControls = types("aws:s3/bucketOwnershipControls:BucketOwnershipControls");
export const publicAccessBlocks = types("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");

const withPolicy = types("aws:s3/accessPoint:AccessPoint", "aws:s3control/accessPointPolicy:AccessPointPolicy");

/** The kinds that hold a policy document about a bucket, all in the property `policy`. */
export const policyHolders: Applies = (type) => bucketPolicies(type) || buckets(type) || withPolicy(type);

/** The bucket of a policy, and its objects, as `ofOwnBucket` writes them. */
export const BUCKET = "arn:aws:s3:::own";
export const OBJECTS = `${BUCKET}/*`;

/**
 * A resource of a bucket's policy as one of the bucket, whatever that is called: S3 takes only resources of the policy's own bucket, so
 * their form says enough.
 */
export function ofOwnBucket(resource: string): string {
  return resource.replace(/^arn:[^:]*:s3:::[^/*?]*(?:[*?]+[^/*?]+)*/, BUCKET);
}

/**
 * The resources of these types that belong to a bucket. A bucket without any breaks the rule.
 *
 * What a bucket says in its own, deprecated arguments does not count: among the outputs they hold what the provider found there before,
 * whether or not the program still asks for it.
 */
export function partsOf(
  stack: Stack,
  check: Pick<StackCheck<never>, "violation">,
  bucket: Resource,
  accepts: Applies,
  wanted: string,
): readonly Resource[] {
  const parts = stack.joined(bucket, accepts, "bucket");
  if (parts.length === 0) check.violation(bucket, { at: "bucket", found: "a bucket that has none", wanted });
  return parts;
}

/** Whether a bucket is versioned. @throws Undecided */
export function isVersioned(stack: Stack, bucket: Resource): boolean {
  const states = stack.joined(bucket, versionings, "bucket").map((one) => one.at("versioningConfiguration", "status"));
  return someHolds(states, (state) => state === "Enabled");
}

/** What writes access logs to a bucket, and the properties that lead there. */
const WRITERS: readonly [Applies, readonly string[]][] = [
  [loggings, ["targetBucket"]],
  [buckets, ["logging", "loggings"]],
  [types("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"), ["accessLogs", "connectionLogs"]],
  [types("aws:cloudfront/distribution:Distribution"), ["loggingConfig"]],
];

/** Whether access logs are written to a bucket. */
export function takesAccessLogs(stack: Stack, bucket: Resource): boolean {
  const targets = stack.once(WRITERS, () => {
    const urns = WRITERS.flatMap(([accepts, properties]) =>
      stack.where(accepts).flatMap((writer) => properties.flatMap((property) => writer.dependsOn(property))),
    );
    return new Set(urns);
  });
  return targets.has(bucket.urn);
}
