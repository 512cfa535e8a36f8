import { isFilled, someHolds } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

/** Add-ons that call AWS. */
const CALLERS: readonly unknown[] = ["vpc-cni", "aws-ebs-csi-driver", "aws-efs-csi-driver"];

export default defineRule({
  id: "aws-eks-addon-identity",
  title: "Add-ons that call AWS have a role of their own",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CIS EKS 5.2.1"],
  fields: ["addonName", "podIdentityAssociations", "serviceAccountRoleArn"],
  why: "Without a role of its own an add-on uses that of the node, which every pod on the node could then use as well.",
  fix: "Give the add-on podIdentityAssociations with a role for its service account, or set serviceAccountRoleArn.",
  appliesTo: types("aws:eks/addon:Addon"),
  check(resource, check) {
    if (!CALLERS.includes(resource.at("addonName").read())) return;
    const places = [resource.at("podIdentityAssociations"), resource.at("serviceAccountRoleArn")];
    if (someHolds(places, isFilled)) return;
    check.violation({ at: "podIdentityAssociations", wanted: "a role of its own, here or as serviceAccountRoleArn" });
  },
});
