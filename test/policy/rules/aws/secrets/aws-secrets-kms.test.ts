import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/secrets/aws-secrets-kms";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

describeRule(rule, {
  baselines: {
    "a secret": [typed<aws.secretsmanager.SecretArgs>("aws:secretsmanager/secret:Secret", { kmsKeyId: "arn" })],
  },
  mutations: [
    { name: "the service's key", change: remove("kmsKeyId") },
    { name: "an empty key", change: set("kmsKeyId", "") },
  ],
  unknown: [{ name: "an unknown key", change: set("kmsKeyId", UNKNOWN) }],
});
