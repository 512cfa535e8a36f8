import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/eks/aws-eks-secrets-encryption";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodCluster } from "../../../support/eks";

const resources = "encryptionConfig.resources";
const key = "encryptionConfig.provider.keyArn";

describeRule(rule, {
  baselines: { "a cluster with a key": [goodCluster()] },
  mutations: [
    { name: "no encryption", change: remove("encryptionConfig"), path: resources },
    { name: "no key", change: remove("encryptionConfig"), path: key },
    { name: "an empty key", change: set(key, "") },
    { name: "a key for something else", change: set(resources, ["configmaps"]), message: '"secrets" among them' },
    { name: "no key beside resources that are not known yet", change: all(remove(key), set(resources, UNKNOWN)) },
  ],
  allowed: [
    { name: "secrets among others", change: set(resources, ["configmaps", "secrets"]) },
    { name: "secrets beside what is not known yet", change: set(resources, ["secrets", UNKNOWN]) },
  ],
  unknown: [
    { name: "a key that the same update makes", change: set(key, UNKNOWN) },
    { name: "unknown resources", change: set(resources, UNKNOWN) },
    { name: "an unknown resource", change: set(resources, [UNKNOWN]), path: `${resources}[0]` },
  ],
});
