import type * as aws from "@pulumi/aws";
import type { Given } from "./changes";
import { typed } from "./typed";

const ofBucket = { dependencies: { bucket: ["web"] } };

/** A bucket whose every part keeps every rule, and the names of the parts: `block`, `policy`, `versioning` and so on. */
export function goodBucket(): Given[] {
  const arn = "arn:aws:s3:::shop-web";
  return [
    typed<aws.s3.BucketArgs>("aws:s3/bucket:Bucket", { bucket: "shop-web", tags: { "data-class": "internal" } }),
    typed<aws.s3.BucketPublicAccessBlockArgs>(
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      {
        bucket: "shop-web",
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { name: "block", ...ofBucket },
    ),
    typed<aws.s3.BucketPolicyArgs>(
      "aws:s3/bucketPolicy:BucketPolicy",
      {
        bucket: "shop-web",
        policy: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: ["arn:aws:iam::111122223333:role/web"] },
              Action: ["s3:GetObject"],
              Resource: [`${arn}/*`],
            },
            {
              Effect: "Deny",
              Principal: "*",
              Action: "s3:*",
              Resource: [arn, `${arn}/*`],
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
          ],
        },
      },
      { name: "policy", ...ofBucket },
    ),
    typed<aws.s3.BucketVersioningArgs>(
      "aws:s3/bucketVersioning:BucketVersioning",
      { bucket: "shop-web", versioningConfiguration: { status: "Enabled" } },
      { name: "versioning", ...ofBucket },
    ),
    typed<aws.s3.BucketServerSideEncryptionConfigurationArgs>(
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      {
        bucket: "shop-web",
        rules: [
          {
            applyServerSideEncryptionByDefault: {
              sseAlgorithm: "aws:kms",
              kmsMasterKeyId: "arn:aws:kms:eu-central-1:111122223333:key/web",
            },
            bucketKeyEnabled: true,
          },
        ],
      },
      { name: "encryption", ...ofBucket },
    ),
    typed<aws.s3.BucketLifecycleConfigurationArgs>(
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      {
        bucket: "shop-web",
        rules: [
          { id: "uploads", status: "Enabled", abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
          { id: "versions", status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 90 } },
        ],
      },
      { name: "lifecycle", ...ofBucket },
    ),
    typed<aws.s3.BucketLoggingArgs>(
      "aws:s3/bucketLogging:BucketLogging",
      { bucket: "shop-web", targetBucket: "logs", targetPrefix: "web/" },
      { name: "logging", ...ofBucket },
    ),
  ];
}

/** The policy of the bucket, for rules that judge it by itself. */
export function goodBucketPolicy(): Given {
  const policy = goodBucket().find((one) => one.name === "policy");
  return { type: policy!.type, properties: policy!.properties };
}

/** The same with the provider's other names for bucket and parts. */
export function goodBucketV2(): Given[] {
  return goodBucket().map((one) => ({
    ...one,
    type: one.type.replace(
      /(bucket(?:Versioning|ServerSideEncryptionConfiguration|LifecycleConfiguration|Logging)?):(\w+)$/,
      "$1V2:$2V2",
    ),
  }));
}

/** The statements of a policy that a resource holds, for `set`. */
export const statement = (index: number, part: string): string => `policy.Statement[${index}].${part}`;
