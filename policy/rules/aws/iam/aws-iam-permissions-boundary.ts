import { roles } from "../../../lib/aws/permissions";
import { isFilled } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ boundary: string }>({
  id: "aws-iam-permissions-boundary",
  title: "Roles have a permissions boundary",
  severity: "medium",
  // Only a stack that knows its boundary can demand it: it sets the parameter together with the level mandatory.
  levels: { dev: "disabled", production: "advisory" },
  references: ["Own"],
  fields: ["permissionsBoundary"],
  why: "A boundary holds whatever policies a role is given later, so that no mistake in them makes an administrator.",
  fix: "Set permissionsBoundary to the ARN of the boundary of this account.",
  appliesTo: roles,
  parameters: {
    boundary: {
      type: "string",
      description: "ARN of the policy that bounds every role; empty where any boundary will do.",
      default: "",
    },
  },
  check(role, check) {
    const { boundary } = check.parameters;
    const node = role.at("permissionsBoundary");
    if (boundary === "") check.expect(node, isFilled, "a boundary");
    else check.expect(node, (value) => value === boundary, boundary);
  },
  remediate(role, remedy) {
    const { boundary } = remedy.parameters;
    if (boundary !== "") remedy.setIfAbsent(role.at("permissionsBoundary"), boundary);
  },
});
