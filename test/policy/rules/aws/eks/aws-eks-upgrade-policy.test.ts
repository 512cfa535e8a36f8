import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/eks/aws-eks-upgrade-policy";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodCluster } from "../../../support/eks";

const path = "upgradePolicy.supportType";

describeRule(rule, {
  baselines: { "a cluster with standard support": [goodCluster()] },
  mutations: [
    { name: "extended support", change: set(path, "EXTENDED"), message: 'found "EXTENDED", wanted "STANDARD"' },
    { name: "the default, which is extended", change: remove("upgradePolicy"), path },
  ],
  unknown: [{ name: "an unknown policy", change: set(path, UNKNOWN) }],
  remediated: [{ name: "a cluster that does not say", change: remove("upgradePolicy"), set: { [path]: "STANDARD" } }],
});
