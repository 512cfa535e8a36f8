import { clusters } from "../../../lib/aws/eks";
import { isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-eks-deletion-protection",
  title: "The cluster cannot be deleted by mistake",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["Own"],
  fields: ["deletionProtection"],
  why: "Deleting a cluster takes everything in it along; protection makes that two steps, whoever does it and with whatever tool.",
  fix: "Set deletionProtection to true.",
  appliesTo: clusters,
  check(resource, check) {
    check.expect(resource.at("deletionProtection"), isOn, "true");
  },
  remediate(resource, remedy) {
    remedy.setIfAbsent(resource.at("deletionProtection"), true);
  },
});
