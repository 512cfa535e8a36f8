import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/kms/aws-kms-rotation";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { describeLeftAlone } from "../../../support/leaves-alone";
import { typed } from "../../../support/typed";

describeRule(rule, {
  baselines: {
    "a key": [typed<aws.kms.KeyArgs>("aws:kms/key:Key", { enableKeyRotation: true, isEnabled: true })],
    "a key that signs": [
      typed<aws.kms.KeyArgs>("aws:kms/key:Key", { keyUsage: "SIGN_VERIFY", customerMasterKeySpec: "ECC_NIST_P256" }),
    ],
  },
  mutations: [
    { name: "no rotation", change: remove("enableKeyRotation") },
    { name: "rotation that is off", change: set("enableKeyRotation", false) },
    {
      name: "no rotation of a key that says it is symmetric",
      change: all(remove("enableKeyRotation"), set("customerMasterKeySpec", "SYMMETRIC_DEFAULT")),
    },
    { name: "a key that is off", change: set("isEnabled", false) },
    { name: "a signing key that is off", of: "a key that signs", change: set("isEnabled", false) },
    {
      name: "a key that is off beside unknown rotation",
      change: all(set("isEnabled", false), set("enableKeyRotation", UNKNOWN)),
    },
  ],
  allowed: [
    {
      name: "a key whose material is in a store of ours",
      change: all(remove("enableKeyRotation"), set("customKeyStoreId", "cks-1")),
    },
    { name: "a key whose material is outside AWS", change: all(remove("enableKeyRotation"), set("xksKeyId", "1")) },
  ],
  unknown: [
    { name: "unknown rotation", change: set("enableKeyRotation", UNKNOWN) },
    { name: "an unknown kind of key", change: set("customerMasterKeySpec", UNKNOWN) },
    { name: "an unknown switch", change: set("isEnabled", UNKNOWN) },
  ],
  remediated: [{ name: "no rotation", change: remove("enableKeyRotation"), set: { enableKeyRotation: true } }],
});

describeLeftAlone(rule, {
  "a key that is off": { type: "aws:kms/key:Key", properties: { isEnabled: false } },
  "a key that signs": { type: "aws:kms/key:Key", properties: { customerMasterKeySpec: "RSA_2048" } },
});
