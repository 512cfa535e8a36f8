import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/lb/aws-lb-https-rules";
import { add, all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodListener, redirectingListener } from "../../../support/loadbalancer";
import { typed } from "../../../support/typed";

const redirect = typed<aws.lb.ListenerRuleArgs>(
  "aws:lb/listenerRule:ListenerRule",
  {
    listenerArn: "arn",
    conditions: [{ pathPattern: { values: ["/old/*"] } }],
    actions: [{ type: "redirect", redirect: { protocol: "HTTPS", statusCode: "HTTP_301" } }],
  },
  { dependencies: { listenerArn: ["listener"] } },
);
const forward = [{ type: "forward", targetGroupArn: "arn" }];

describeRule(rule, {
  baselines: {
    "a rule that redirects": [redirect, { ...redirectingListener(), name: "listener" }],
    "a rule of HTTPS": [
      { ...redirect, properties: { ...redirect.properties, actions: forward } },
      { ...goodListener(), name: "listener" },
    ],
  },
  mutations: [
    { name: "a rule that forwards", change: set("actions", forward), message: "wanted a redirect to HTTPS" },
    {
      name: "a rule that forwards, under the older name",
      change: add({
        ...redirect,
        name: "old",
        type: "aws:alb/listenerRule:ListenerRule",
        properties: { actions: forward },
      }),
      path: "actions",
      resource: "old",
    },
    { name: "a redirect within HTTP", change: set("actions[0].redirect.protocol", "HTTP"), path: "actions" },
    {
      name: "a listener without a protocol",
      of: "a rule of HTTPS",
      change: remove("protocol", "listener"),
      path: "actions",
    },
    {
      name: "a rule that forwards beside an unknown one",
      change: all(set("actions", forward), add({ ...redirect, name: "other" }), set("actions", UNKNOWN, "other")),
    },
  ],
  unknown: [
    { name: "unknown actions", change: set("actions", UNKNOWN) },
    { name: "an unknown protocol", change: set("protocol", UNKNOWN, "listener") },
  ],
});
