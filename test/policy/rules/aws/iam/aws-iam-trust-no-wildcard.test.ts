import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/iam/aws-iam-trust-no-wildcard";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodTrust } from "../../../support/permissions";
import { typed } from "../../../support/typed";

const trust = (index: number, part: string) => `assumeRolePolicy.Statement[${index}].${part}`;
const root = set(trust(1, "Principal.AWS"), "arn:aws:iam::999900001111:root");

describeRule(rule, {
  baselines: {
    "a role": [
      typed<aws.iam.RoleArgs>("aws:iam/role:Role", {
        assumeRolePolicy: goodTrust(),
      }),
    ],
    "a role with its trust as text": [
      typed<aws.iam.RoleArgs>("aws:iam/role:Role", { assumeRolePolicy: JSON.stringify(goodTrust()) }),
    ],
  },
  mutations: [
    { name: "everybody", change: set(trust(1, "Principal"), "*"), message: 'found "*", wanted named principals' },
    { name: "everybody by kind", change: set(trust(1, "Principal.AWS"), ["*"]), path: trust(1, "Principal") },
    {
      name: "everybody under a condition",
      change: all(
        set(trust(1, "Principal"), "*"),
        set(trust(1, "Condition"), { StringEquals: { "aws:PrincipalOrgID": "o-1" } }),
      ),
    },
    {
      name: "everybody but some",
      change: all(remove(trust(1, "Principal")), set(trust(1, "NotPrincipal"), { AWS: "111122223333" })),
      path: trust(1, "NotPrincipal"),
    },
    {
      name: "a whole account",
      change: root,
      path: trust(1, "Principal"),
      message: "found all of account arn:aws:iam::999900001111:root",
    },
    {
      name: "a whole account by its id",
      change: set(trust(1, "Principal.AWS"), ["999900001111"]),
      path: trust(1, "Principal"),
    },
    {
      name: "a whole account under a condition that tells nobody apart",
      change: all(root, set(trust(1, "Condition"), { Bool: { "aws:MultiFactorAuthPresent": "true" } })),
      path: trust(1, "Principal"),
    },
    {
      name: "everybody in a string",
      of: "a role with its trust as text",
      change: set("assumeRolePolicy", JSON.stringify({ Statement: { Effect: "Allow", Principal: "*" } })),
      path: "assumeRolePolicy.Statement.Principal",
    },
    {
      name: "everybody beside a statement that is not known yet",
      change: all(set(trust(1, "Principal"), "*"), set("assumeRolePolicy.Statement[0]", UNKNOWN)),
    },
  ],
  allowed: [
    ...Object.entries({
      "sts:ExternalId": "7d1f",
      "aws:PrincipalOrgID": "o-1",
      "aws:PrincipalOrgPaths": "o-1/r-1/ou-1/",
      "aws:PrincipalArn": "arn:aws:iam::999900001111:role/web",
    }).map(([key, value]) => ({
      name: `a whole account with ${key}`,
      change: all(root, set(trust(1, "Condition"), { StringEquals: { [key]: value } })),
    })),
    { name: "a Deny for everybody", change: all(set(trust(1, "Principal"), "*"), set(trust(1, "Effect"), "Deny")) },
  ],
  unknown: [
    { name: "trust that is not known yet", change: set("assumeRolePolicy", UNKNOWN) },
    { name: "a principal that is not known yet", change: set(trust(1, "Principal"), UNKNOWN) },
  ],
});
