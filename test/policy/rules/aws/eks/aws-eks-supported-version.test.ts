import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/eks/aws-eks-supported-version";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodCluster } from "../../../support/eks";

describeRule(rule, {
  baselines: { "a cluster of a supported version": [goodCluster()] },
  mutations: [
    { name: "no version", change: remove("version"), message: "found not set, wanted one of 1.35, 1.36, 1.37" },
    { name: "an old version", change: set("version", "1.29") },
    { name: "a version whose standard support has ended", change: set("version", "1.33") },
    { name: "a version that is not configured", change: set("version", "1.35"), parameters: { versions: ["1.36"] } },
  ],
  allowed: [
    ...["1.35", "1.37"].map((version) => ({ name: version, change: set("version", version) })),
    { name: "a version that is configured", change: set("version", "1.38"), parameters: { versions: ["1.38"] } },
  ],
  unknown: [{ name: "an unknown version", change: set("version", UNKNOWN) }],
});
