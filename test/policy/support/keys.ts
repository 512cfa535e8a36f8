import type * as aws from "@pulumi/aws";
import type { Given } from "./changes";
import { typed } from "./typed";

const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" },
  ],
});

/** A key with a policy of its own. */
export function goodKey(): Given {
  return typed<aws.kms.KeyArgs>("aws:kms/key:Key", { policy, deletionWindowInDays: 30 });
}

/** Keys of the other kinds. */
export function otherKeys(): Record<string, Given[]> {
  return {
    "a replica": [typed<aws.kms.ReplicaKeyArgs>("aws:kms/replicaKey:ReplicaKey", { primaryKeyArn: "arn", policy })],
    "a key of our own material": [typed<aws.kms.ExternalKeyArgs>("aws:kms/externalKey:ExternalKey", { policy })],
    "a replica of our own material": [
      typed<aws.kms.ReplicaExternalKeyArgs>("aws:kms/replicaExternalKey:ReplicaExternalKey", {
        primaryKeyArn: "arn",
        policy,
      }),
    ],
  };
}

/** A policy that stands apart from its key, which is called `web`. */
export function goodKeyPolicy(): Given {
  return typed<aws.kms.KeyPolicyArgs>("aws:kms/keyPolicy:KeyPolicy", { keyId: "1", policy }, { name: "policy" });
}
