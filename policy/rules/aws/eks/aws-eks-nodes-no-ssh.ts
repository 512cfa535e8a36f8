import { nodeGroups } from "../../../lib/aws/eks";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ allowFromGroups: boolean }>({
  id: "aws-eks-nodes-no-ssh",
  title: "Nobody logs in to nodes by SSH",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_100"],
  fields: ["remoteAccess", "remoteAccess.sourceSecurityGroupIds"],
  why: "A key for all nodes is a way around the cluster's access control, and without source groups EKS opens port 22 to the internet.",
  fix: "Remove remoteAccess, and use Session Manager or kubectl debug.",
  appliesTo: nodeGroups,
  parameters: {
    allowFromGroups: {
      type: "boolean",
      description: "Whether a key is allowed when only named security groups reach it.",
      default: false,
    },
  },
  check(resource, check) {
    const access = resource.at("remoteAccess");
    access.read();
    if (!access.exists) return;
    const groups = access.at("sourceSecurityGroupIds");
    if (!check.parameters.allowFromGroups) check.violation({ at: access, found: "access by SSH", wanted: "none" });
    else
      check.expect(
        groups,
        (value) => Array.isArray(value) && value.length > 0,
        "the security groups that may log in",
        "Name the security groups that may log in, or remove remoteAccess.",
      );
  },
});
