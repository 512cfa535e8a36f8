import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Given } from "./changes";
import { typed } from "./typed";

/** A document that keeps every rule about permissions. */
export const goodDocument = (): Unwrap<aws.iam.PolicyDocument> => ({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::shop-web/*"] },
    { Effect: "Deny", Action: "*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
  ],
});

/** A trust policy that keeps every rule about trust. */
export const goodTrust = (): Unwrap<aws.iam.PolicyDocument> => ({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } },
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: ["arn:aws:iam::111122223333:role/deploy"] } },
  ],
});

/** Every kind of resource that gives permissions, by the words for it. The policy is the first. */
export function goodPermissions(): Record<string, Given[]> {
  const policy = goodDocument();
  const text = JSON.stringify(policy);
  return {
    "a policy": [typed<aws.iam.PolicyArgs>("aws:iam/policy:Policy", { policy })],
    "a policy as text": [typed<aws.iam.PolicyArgs>("aws:iam/policy:Policy", { policy: text })],
    "a policy of a role": [typed<aws.iam.RolePolicyArgs>("aws:iam/rolePolicy:RolePolicy", { role: "web", policy })],
    "a policy of a user": [typed<aws.iam.UserPolicyArgs>("aws:iam/userPolicy:UserPolicy", { user: "web", policy })],
    "a policy of a group": [
      typed<aws.iam.GroupPolicyArgs>("aws:iam/groupPolicy:GroupPolicy", { group: "web", policy }),
    ],
    "a role": [
      typed<aws.iam.RoleArgs>("aws:iam/role:Role", {
        assumeRolePolicy: JSON.stringify(goodTrust()),
        inlinePolicies: [{ name: "web", policy: text }],
      }),
    ],
  };
}

/** Where the first statement of a policy says something. */
export const said = (part: string): string => `policy.Statement[0].${part}`;
