import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-pod-exec";
import { describeRule } from "../../../support/describe-rule";
import { close, forbidden, goodRoles, granting, LAST, undecided } from "../../../support/rbac";

describeRule(rule, {
  baselines: goodRoles(),
  mutations: [
    ...forbidden("create", "pods/exec"),
    {
      name: "get on exec",
      change: granting("get", "pods/exec"),
      path: LAST,
      message: "wanted no create, get on pods/exec",
    },
    { name: "attach", change: granting("create", "pods/attach"), path: LAST },
    { name: "forwarding ports", change: granting("get", "pods/portforward"), path: LAST },
    { name: "containers to debug with", change: granting("patch", "pods/ephemeralcontainers"), path: LAST },
    { name: "them by update", change: granting("update", "pods/ephemeralcontainers"), path: LAST },
  ],
  allowed: [
    ...close("create", "pods/exec"),
    { name: "reading logs", change: granting("get", "pods/log") },
    { name: "seeing containers to debug with", change: granting("get", "pods/ephemeralcontainers") },
  ],
  unknown: undecided("create", "pods/exec"),
});
