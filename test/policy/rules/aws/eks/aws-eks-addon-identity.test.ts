import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/eks/aws-eks-addon-identity";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const addon = typed<aws.eks.AddonArgs>("aws:eks/addon:Addon", {
  clusterName: "platform",
  addonName: "aws-ebs-csi-driver",
  podIdentityAssociations: [{ serviceAccount: "ebs-csi-controller-sa", roleArn: "arn:aws:iam::123456789012:role/ebs" }],
});

const path = "podIdentityAssociations";

describeRule(rule, {
  baselines: { "an add-on with a role": [addon] },
  mutations: [
    { name: "the EBS driver without a role", change: remove(path), message: "here or as serviceAccountRoleArn" },
    { name: "an empty list", change: set(path, []) },
    { name: "the network plugin without a role", change: all(set("addonName", "vpc-cni"), remove(path)), path },
    { name: "the EFS driver without a role", change: all(set("addonName", "aws-efs-csi-driver"), remove(path)), path },
  ],
  allowed: [
    {
      name: "a role of the service account",
      change: all(set("serviceAccountRoleArn", "arn:aws:iam::123456789012:role/ebs"), remove(path)),
    },
    {
      name: "associations beside a role that is not known yet",
      change: set("serviceAccountRoleArn", UNKNOWN),
    },
    { name: "an add-on that does not call AWS", change: all(set("addonName", "coredns"), remove(path)) },
  ],
  unknown: [
    { name: "an unknown add-on", change: set("addonName", UNKNOWN) },
    { name: "a role that the same update makes", change: all(set("serviceAccountRoleArn", UNKNOWN), remove(path)) },
    { name: "associations that are not known yet", change: set(path, UNKNOWN) },
  ],
});
