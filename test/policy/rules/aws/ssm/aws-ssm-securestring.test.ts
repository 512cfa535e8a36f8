import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/ssm/aws-ssm-securestring";
import { all, remove, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const of = "a plain parameter";

describeRule(rule, {
  baselines: {
    "a secret": [
      typed<aws.ssm.ParameterArgs>("aws:ssm/parameter:Parameter", {
        name: "/shop/database/password",
        type: "SecureString",
        keyId: "arn:aws:kms:eu-central-1:111122223333:key/1",
      }),
    ],
    [of]: [typed<aws.ssm.ParameterArgs>("aws:ssm/parameter:Parameter", { name: "/shop/size", type: "String" })],
  },
  mutations: [
    { name: "a secret in the clear", change: set("type", "String"), message: 'found "String", wanted SecureString' },
    { name: "a list of secrets", change: set("type", "StringList") },
    {
      name: "a secret by its resource's name",
      of,
      change: all(state({ name: "api-key" }), remove("name")),
      path: "type",
    },
    { name: "the service's key", change: remove("keyId") },
    { name: "the service's key by its name", change: set("keyId", "alias/aws/ssm") },
    { name: "whatever is encrypted with the service's key", of, change: set("type", "SecureString"), path: "keyId" },
  ],
  allowed: [
    { name: "a plain parameter that leads to a secret", of, change: set("name", "/shop/database/password-arn") },
    { name: "another key by its name", change: set("keyId", "alias/shop") },
  ],
  unknown: [
    { name: "an unknown type", change: set("type", UNKNOWN) },
    { name: "an unknown name of a plain parameter", of, change: set("name", UNKNOWN) },
    { name: "an unknown key", change: set("keyId", UNKNOWN) },
  ],
});
