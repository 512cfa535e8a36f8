import { types } from "../stack";

export const KEY = "aws:kms/key:Key";

/** Keys of every kind, each with a policy and a waiting period of its own. */
export const keys = types(
  KEY,
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
);

/** Policies of keys that stand apart from them. */
export const keyPolicies = types("aws:kms/keyPolicy:KeyPolicy");
