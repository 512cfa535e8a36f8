import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/eks/aws-eks-access-policy-scoped";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const association = typed<aws.eks.AccessPolicyAssociationArgs>(
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
  {
    clusterName: "platform",
    policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
    principalArn: "arn:aws:iam::123456789012:role/shop",
    accessScope: { type: "namespace", namespaces: ["shop"] },
  },
);

const scope = set("accessScope", { type: "cluster" });
const path = "accessScope.type";

describeRule(rule, {
  baselines: { "an administrator of a namespace": [association] },
  mutations: [
    { name: "an administrator of the cluster", change: scope, path, message: "found the whole cluster" },
    { name: "a scope that is not stated", change: remove("accessScope"), path },
    {
      name: "one in another partition",
      change: all(set("policyArn", "arn:aws-cn:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"), scope),
      path,
    },
    {
      name: "an administrator that is not configured",
      change: scope,
      path,
      parameters: { principals: ["arn:aws:iam::123456789012:role/admin-*"] },
    },
    { name: "an unknown principal where nobody is configured", change: all(set("principalArn", UNKNOWN), scope), path },
  ],
  allowed: [
    {
      name: "a smaller policy",
      change: all(set("policyArn", "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"), scope),
    },
    {
      name: "an administrator that is configured",
      change: scope,
      parameters: { principals: ["arn:aws:iam::*:role/shop"] },
    },
  ],
  unknown: [
    { name: "an unknown policy", change: set("policyArn", UNKNOWN) },
    { name: "an unknown scope", change: set("accessScope.type", UNKNOWN) },
    {
      name: "an unknown principal where some are configured",
      change: all(set("principalArn", UNKNOWN), scope),
      path: "principalArn",
      parameters: { principals: ["arn:aws:iam::*:role/shop"] },
    },
  ],
});
