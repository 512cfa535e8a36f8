import { clusters } from "../../../lib/aws/eks";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-eks-upgrade-policy",
  title: "The cluster does not slip into paid extended support",
  severity: "low",
  levels: { dev: "advisory", production: "advisory" },
  references: ["Own"],
  fields: ["upgradePolicy.supportType"],
  why: "Extended support is the default: a cluster whose upgrade is forgotten then costs several times as much for each hour.",
  fix: 'Set upgradePolicy.supportType to "STANDARD", and plan an upgrade before standard support ends.',
  appliesTo: clusters,
  check(resource, check) {
    check.expect(resource.at("upgradePolicy", "supportType"), (value) => value === "STANDARD", '"STANDARD"');
  },
  remediate(resource, remedy) {
    remedy.setIfAbsent(resource.at("upgradePolicy", "supportType"), "STANDARD");
  },
});
