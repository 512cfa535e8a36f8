import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-nodes-proxy";
import { describeRule } from "../../../support/describe-rule";
import { close, forbidden, goodRoles, granting, LAST, undecided } from "../../../support/rbac";

describeRule(rule, {
  baselines: goodRoles(),
  mutations: [
    ...forbidden("get", "nodes/proxy"),
    { name: "create", change: granting("create", "nodes/proxy"), path: LAST, message: "wanted no verb on nodes/proxy" },
    { name: "any other verb", change: granting("frobnicate", "nodes/proxy"), path: LAST },
  ],
  allowed: [
    ...close("get", "nodes/proxy"),
    { name: "what monitoring needs", change: granting("get", "nodes/metrics nodes/stats") },
  ],
  unknown: undecided("get", "nodes/proxy"),
});
