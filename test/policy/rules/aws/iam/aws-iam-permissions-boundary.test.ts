import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/iam/aws-iam-permissions-boundary";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const boundary = "arn:aws:iam::111122223333:policy/boundary";

describeRule(rule, {
  baselines: {
    "a role": [typed<aws.iam.RoleArgs>("aws:iam/role:Role", { assumeRolePolicy: "{}", permissionsBoundary: boundary })],
  },
  mutations: [
    { name: "no boundary", change: remove("permissionsBoundary"), message: "found not set, wanted a boundary" },
    { name: "an empty boundary", change: set("permissionsBoundary", "") },
    {
      name: "another boundary",
      change: set("permissionsBoundary", "arn:aws:iam::111122223333:policy/other"),
      parameters: { boundary },
      message: `wanted ${boundary}`,
    },
  ],
  unknown: [{ name: "a boundary that is not known yet", change: set("permissionsBoundary", UNKNOWN) }],
  spared: [{ name: "a role where no boundary is configured", change: remove("permissionsBoundary") }],
  remediated: [
    {
      name: "a role without the boundary",
      change: remove("permissionsBoundary"),
      parameters: { boundary },
      set: { permissionsBoundary: boundary },
    },
  ],
});
