import type * as aws from "@pulumi/aws";
import type { Given } from "./changes";
import { typed } from "./typed";

/** A repository that keeps every rule. */
export function goodRepository(): Given {
  return typed<aws.ecr.RepositoryArgs>("aws:ecr/repository:Repository", {
    name: "shop/web",
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfigurations: [{ encryptionType: "KMS" }],
    forceDelete: false,
  });
}
