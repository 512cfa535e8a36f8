import { clusters } from "../../../lib/aws/eks";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ modes: string[] }>({
  id: "aws-eks-access-mode",
  title: "Access to the cluster is granted by access entries, and its creator gets none silently",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CIS EKS 5.5.1", "Own"],
  fields: ["accessConfig.authenticationMode", "accessConfig.bootstrapClusterCreatorAdminPermissions"],
  why: "The aws-auth ConfigMap can be changed by whoever can write to kube-system and shows up in no API of AWS; nor does the administrator that the creator becomes by default.",
  fix: 'Set accessConfig.authenticationMode to "API" and accessConfig.bootstrapClusterCreatorAdminPermissions to false, and add an AccessEntry for each administrator.',
  appliesTo: clusters,
  parameters: {
    modes: {
      type: "array",
      items: { type: "string", enum: ["API", "API_AND_CONFIG_MAP"] },
      description:
        "Modes that a cluster may have: API_AND_CONFIG_MAP is the step before API on the way from CONFIG_MAP.",
      default: ["API"],
    },
  },
  check(resource, check) {
    const { modes } = check.parameters;
    const access = resource.at("accessConfig");
    check.expect(
      access.at("authenticationMode"),
      (value) => typeof value === "string" && modes.includes(value),
      modes.join(" or "),
    );
    check.expect(
      access.at("bootstrapClusterCreatorAdminPermissions"),
      (value) => value === false || value === "false",
      "false",
    );
  },
});
