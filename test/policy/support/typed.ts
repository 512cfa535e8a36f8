import type { Unwrap } from "@pulumi/pulumi";
import type { Given } from "./changes";

/**
 * A resource whose properties the SDK's own types check: a field that does not exist does not compile.
 *
 * @param type the type token, such as `aws:s3/bucket:Bucket`.
 * @param properties as the arguments of the SDK's class: `typed<aws.s3.BucketArgs>(...)`, with `import type * as aws from "@pulumi/aws"`.
 */
export function typed<Args extends object>(
  type: string,
  properties: Unwrap<Args>,
  facts: Partial<Omit<Given, "type" | "properties">> = {},
): Given {
  return { type, properties: properties as Record<string, unknown>, ...facts };
}
