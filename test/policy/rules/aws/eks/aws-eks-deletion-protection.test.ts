import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/eks/aws-eks-deletion-protection";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodCluster } from "../../../support/eks";

const path = "deletionProtection";

describeRule(rule, {
  baselines: { "a protected cluster": [goodCluster()] },
  mutations: [
    { name: "no protection", change: set(path, false), message: "found false, wanted true" },
    { name: "protection that is not stated", change: remove(path) },
  ],
  unknown: [{ name: "unknown protection", change: set(path, UNKNOWN) }],
  remediated: [{ name: "a cluster that does not say", change: remove(path), set: { [path]: true } }],
});
