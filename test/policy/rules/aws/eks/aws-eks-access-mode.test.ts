import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/eks/aws-eks-access-mode";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodCluster } from "../../../support/eks";

const mode = "accessConfig.authenticationMode";
const creator = "accessConfig.bootstrapClusterCreatorAdminPermissions";

describeRule(rule, {
  baselines: { "a cluster with access entries": [goodCluster()] },
  mutations: [
    { name: "no mode, which is CONFIG_MAP", change: remove("accessConfig"), path: mode },
    { name: "the ConfigMap", change: set(mode, "CONFIG_MAP"), message: "wanted API" },
    { name: "both", change: set(mode, "API_AND_CONFIG_MAP") },
    { name: "a creator that becomes administrator by default", change: remove(creator) },
    { name: "a creator that becomes administrator", change: set(creator, true) },
    { name: "such a creator beside an unknown mode", change: all(set(creator, true), set(mode, UNKNOWN)) },
  ],
  allowed: [
    {
      name: "both where that is configured",
      change: set(mode, "API_AND_CONFIG_MAP"),
      parameters: { modes: ["API", "API_AND_CONFIG_MAP"] },
    },
  ],
  unknown: [
    { name: "an unknown mode", change: set(mode, UNKNOWN) },
    { name: "an unknown permission of the creator", change: set(creator, UNKNOWN) },
  ],
});
