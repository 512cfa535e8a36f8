import { covers } from "../../../lib/aws/iam";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule<{ principals: string[] }>({
  id: "aws-eks-access-policy-scoped",
  title: "Only principals that are named administrate a whole cluster",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CIS EKS 4.1.1", "Own"],
  fields: ["policyArn", "accessScope.type", "principalArn"],
  why: "AmazonEKSClusterAdminPolicy is cluster-admin: it reads every secret and starts anything on any node.",
  fix: "Give the principal a smaller policy, or the scope of the namespaces that it works in; name those who must administrate the cluster in the parameter principals.",
  appliesTo: types("aws:eks/accessPolicyAssociation:AccessPolicyAssociation"),
  parameters: {
    principals: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description:
        "ARNs of the principals that may administrate a whole cluster; `*` stands for any run of characters.",
      default: [],
    },
  },
  check(resource, check) {
    if (!resource.at("policyArn").text()?.endsWith("/AmazonEKSClusterAdminPolicy")) return;
    if (resource.at("accessScope", "type").text() === "namespace") return;
    const principal = resource.at("principalArn");
    if (check.parameters.principals.some((pattern) => covers(pattern, principal.text() ?? ""))) return;
    check.violation({
      at: "accessScope.type",
      found: "the whole cluster",
      wanted: "a namespace, or a principal that may administrate the cluster",
    });
  },
});
