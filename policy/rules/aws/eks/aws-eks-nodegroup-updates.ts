import { nodeGroups } from "../../../lib/aws/eks";
import { isOn, someHolds } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-eks-nodegroup-updates",
  title: "A node group says how many nodes an update takes away, and repairs broken ones",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["Own"],
  fields: ["updateConfig.maxUnavailable", "updateConfig.maxUnavailablePercentage", "nodeRepairConfig.enabled"],
  why: "An update that fits the size of the group ends in time and keeps the service up; a broken node that nobody replaces takes capacity until somebody notices.",
  fix: "Set updateConfig.maxUnavailable or updateConfig.maxUnavailablePercentage, and nodeRepairConfig.enabled to true.",
  appliesTo: nodeGroups,
  check(resource, check) {
    check.expect(resource.at("nodeRepairConfig", "enabled"), isOn, "true");
    const update = resource.at("updateConfig");
    const limits = [update.at("maxUnavailable"), update.at("maxUnavailablePercentage")];
    if (!someHolds(limits, (value) => value !== undefined))
      check.violation({ at: update.at("maxUnavailable"), wanted: "the number of nodes, or a percentage" });
  },
  remediate(resource, remedy) {
    const update = resource.at("updateConfig");
    if (!update.at("maxUnavailablePercentage").exists) remedy.setIfAbsent(update.at("maxUnavailable"), 1);
    remedy.setIfAbsent(resource.at("nodeRepairConfig", "enabled"), true);
  },
});
