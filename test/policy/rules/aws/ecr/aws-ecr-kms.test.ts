import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/ecr/aws-ecr-kms";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodRepository } from "../../../support/ecr";

const list = "encryptionConfigurations";
const path = `${list}[0].encryptionType`;

describeRule(rule, {
  baselines: { "a repository with a key": [goodRepository()] },
  mutations: [
    { name: "the encryption of S3", change: set(path, "AES256"), message: 'wanted "KMS" or "KMS_DSSE"' },
    { name: "the default, which is that of S3", change: remove(list), path },
    { name: "an empty list", change: set(list, []), path },
    { name: "a configuration without a type", change: remove(path) },
    {
      name: "a wrong type beside one that is not known yet",
      change: all(set(`${list}[1].encryptionType`, "AES256"), set(path, UNKNOWN)),
    },
  ],
  allowed: [{ name: "two layers", change: set(path, "KMS_DSSE") }],
  unknown: [
    { name: "an unknown type", change: set(path, UNKNOWN) },
    { name: "an unknown configuration", change: set(list, UNKNOWN) },
  ],
});
