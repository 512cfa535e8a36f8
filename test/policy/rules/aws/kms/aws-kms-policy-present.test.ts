import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/kms/aws-kms-policy-present";
import { add, all, remove, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodKey, goodKeyPolicy, otherKeys } from "../../../support/keys";

const apart = { ...goodKeyPolicy(), dependencies: { keyId: ["web"] } };

const role = { type: "aws:iam/role:Role", name: "role", properties: {} };

describeRule(rule, {
  baselines: { "a key": [goodKey()], ...otherKeys() },
  mutations: [
    { name: "no policy", change: remove("policy") },
    { name: "an empty policy", change: set("policy", "") },
    { name: "a replica without a policy", of: "a replica", change: remove("policy") },
    {
      name: "the policy of another key",
      change: all(
        remove("policy"),
        add({ ...goodKey(), name: "other" }),
        add(apart),
        state({ dependencies: { keyId: ["other"] } }, "policy"),
      ),
    },
    {
      name: "no policy beside a key that cannot be judged",
      change: all(
        remove("policy"),
        add({ ...goodKey(), name: "other" }),
        set("policy", UNKNOWN, "other"),
        state({ dependencies: { policy: ["web"] } }, "other"),
      ),
    },
    {
      name: "the policy that AWS will make",
      change: set("policy", UNKNOWN),
      message: "found the policy that AWS makes, wanted a policy",
    },
    {
      name: "the policy that AWS has made",
      change: set("policy", JSON.stringify({ Version: "2012-10-17", Id: "key-default-1", Statement: [] })),
      message: "found the policy that AWS makes",
    },
  ],
  allowed: [{ name: "a policy by itself", change: all(remove("policy"), add(apart)) }],
  unknown: [
    {
      name: "a policy that comes from another resource",
      change: all(set("policy", UNKNOWN), add(role), state({ dependencies: { policy: ["role"] } })),
    },
  ],
});
