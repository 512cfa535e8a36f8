import { clusters } from "../../../lib/aws/eks";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ versions: string[] }>({
  id: "aws-eks-supported-version",
  title: "The cluster runs a version of Kubernetes that the platform supports",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_339", "FSBP EKS.2"],
  fields: ["version"],
  why: "A version without support gets no security fixes, and one that is not stated is whatever was newest on the day of creation.",
  fix: "Set version to one that the platform supports, one minor version at a time.",
  appliesTo: clusters,
  parameters: {
    versions: {
      type: "array",
      items: { type: "string", pattern: "^1\\.[0-9]+$" },
      description: "Versions that a cluster may run. EKS supports one for 14 months after it is released there.",
      default: ["1.35", "1.36", "1.37"],
    },
  },
  check(resource, check) {
    const { versions } = check.parameters;
    check.expect(
      resource.at("version"),
      (value) => typeof value === "string" && versions.includes(value),
      `one of ${versions.join(", ")}`,
    );
  },
});
