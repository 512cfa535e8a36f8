import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/eks/aws-eks-nodegroup-updates";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodNodeGroup } from "../../../support/eks";

const count = "updateConfig.maxUnavailable";
const repair = "nodeRepairConfig.enabled";

describeRule(rule, {
  baselines: { "a node group that says so": [goodNodeGroup()] },
  mutations: [
    { name: "no settings for updates", change: remove("updateConfig"), path: count },
    { name: "settings without a number", change: set("updateConfig", { updateStrategy: "MINIMAL" }), path: count },
    { name: "no repair", change: remove("nodeRepairConfig"), path: repair },
    { name: "repair that is off", change: set(repair, false) },
    { name: "no repair beside a number that is not known yet", change: all(set(repair, false), set(count, UNKNOWN)) },
    {
      name: "no settings for updates beside unknown repair",
      change: all(remove("updateConfig"), set(repair, UNKNOWN)),
      path: count,
    },
  ],
  allowed: [
    { name: "a percentage", change: set("updateConfig", { maxUnavailablePercentage: 33 }) },
    {
      name: "a percentage beside a number that is not known yet",
      change: set("updateConfig", { maxUnavailable: UNKNOWN, maxUnavailablePercentage: 33 }),
    },
  ],
  unknown: [
    { name: "unknown repair", change: set(repair, UNKNOWN) },
    { name: "a number that is not known yet", change: set(count, UNKNOWN) },
  ],
  remediated: [
    {
      name: "a node group without both",
      change: all(remove("updateConfig"), remove("nodeRepairConfig")),
      set: { [count]: 1, [repair]: true },
    },
    {
      name: "a node group with a percentage",
      change: all(set("updateConfig", { maxUnavailablePercentage: 33 }), remove("nodeRepairConfig")),
      set: { updateConfig: { maxUnavailablePercentage: 33 }, [repair]: true },
    },
  ],
});
