import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/s3/aws-s3-policy-no-lockout";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodBucketPolicy, statement } from "../../../support/buckets";

const policy = goodBucketPolicy();
const deny = (part: string) => statement(1, part);
const always = remove(deny("Condition"));
const RESCUE = ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];
const path = "policy.Statement[1]";
/** Another Deny for everybody. */
const also = (parts: object) => set("policy.Statement[2]", { Effect: "Deny", Principal: "*", Resource: "*", ...parts });

describeRule(rule, {
  baselines: {
    "a policy": [policy],
    "a policy as text": [{ ...policy, properties: { policy: JSON.stringify(policy.properties.policy) } }],
    "a bucket without a policy": [{ type: "aws:s3/bucket:Bucket", properties: {} }],
  },
  mutations: [
    { name: "a Deny without a condition", change: always, path, message: "found a Deny of all actions for everybody" },
    { name: "one with an empty condition", change: set(deny("Condition"), {}), path },
    { name: "one of every action of every service", change: all(always, set(deny("Action"), ["*"])), path },
    {
      name: "one of every action but some",
      change: all(always, remove(deny("Action")), set(deny("NotAction"), "s3:GetObject")),
      path,
    },
    { name: "one for everybody by kind", change: all(always, set(deny("Principal"), { AWS: "*" })), path },
    ...[1, 2].map((index) => ({
      name: `two that refuse everything together, in the ${index === 1 ? "first" : "second"}`,
      change: all(always, set(deny("Action"), RESCUE.slice(0, 1)), also({ Action: RESCUE.slice(1) })),
      path: `policy.Statement[${index}]`,
      message: "beside other statements for everybody",
    })),
    {
      name: "one of all but an action, and one of that",
      change: all(
        always,
        remove(deny("Action")),
        set(deny("NotAction"), "s3:PutBucketPolicy"),
        also({ Action: "s3:Put*" }),
      ),
      path,
    },
    {
      name: "one beside another Deny that does no harm",
      change: all(always, also({ Action: "s3:DeleteBucket" })),
      path,
      alone: true,
    },
    {
      name: "one beside a statement that is not known yet",
      change: all(always, set("policy.Statement[0]", UNKNOWN)),
      path,
    },
  ],
  allowed: [
    {
      name: "an Allow of everything, which is the subject of another rule",
      change: all(always, set(deny("Effect"), "Allow")),
    },
    { name: "a Deny of one action", change: all(always, set(deny("Action"), "s3:DeleteBucket")) },
    ...RESCUE.map((left) => ({
      name: `a Deny that leaves ${left}`,
      change: all(
        always,
        set(
          deny("Action"),
          RESCUE.filter((action) => action !== left),
        ),
      ),
    })),
    {
      name: "two that refuse everything together, one of them under a condition",
      change: all(
        always,
        set(deny("Action"), RESCUE.slice(0, 1)),
        also({ Action: RESCUE.slice(1), Condition: { Bool: { "aws:SecureTransport": "false" } } }),
      ),
    },
    { name: "a Deny for some", change: all(always, set(deny("Principal"), { AWS: "111122223333" })) },
    {
      name: "a Deny for all but some",
      change: all(always, remove(deny("Principal")), set(deny("NotPrincipal"), { AWS: "111122223333" })),
    },
  ],
  unknown: [
    { name: "a condition that is not known yet", change: set(deny("Condition"), UNKNOWN) },
    { name: "a policy that is not known yet", change: set("policy", UNKNOWN) },
  ],
});
