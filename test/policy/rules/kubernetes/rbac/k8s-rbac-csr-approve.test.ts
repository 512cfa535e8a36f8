import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-csr-approve";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { FIRST, goodRoles, grant, granting, LAST } from "../../../support/rbac";

const GROUP = "certificates.k8s.io";
const APPROVAL = "certificatesigningrequests/approval";
const signers = grant("approve", "signers", GROUP);
const both = (...given: Parameters<typeof grant>) => all(granting(...given), set("rules[3]", signers));

describeRule(rule, {
  baselines: goodRoles(),
  mutations: [
    {
      name: "both rights",
      change: both("update", APPROVAL, GROUP),
      path: LAST,
      message: "approve on signers, wanted not both",
    },
    { name: "both rights by patch", change: both("patch", APPROVAL, GROUP), path: LAST },
    { name: "all sub-resources", change: both("update", "certificatesigningrequests/*", GROUP), path: LAST },
    { name: "everything of the group", change: granting("*", "*", GROUP), path: LAST },
    { name: "both in one rule", change: granting("update approve", `${APPROVAL} signers`, GROUP), path: LAST },
    {
      name: "signers by their name",
      change: all(granting("update", APPROVAL, GROUP), set("rules[3]", grant("approve", "signers", GROUP, ["a/b"]))),
      path: LAST,
    },
    {
      name: "both in a ClusterRole",
      of: "a ClusterRole",
      change: all(set(FIRST, grant("update", APPROVAL, GROUP)), set("rules[1]", signers)),
    },
    {
      name: "both beside a rule that is not known yet",
      change: set("rules", [UNKNOWN, signers, grant("update", APPROVAL, GROUP)]),
      path: LAST,
    },
  ],
  allowed: [
    { name: "approval without signers", change: granting("update", APPROVAL, GROUP) },
    { name: "signers without approval", change: set(LAST, signers) },
    {
      name: "signing",
      change: all(granting("sign", "signers", GROUP), set("rules[3]", grant("update", APPROVAL, GROUP))),
    },
    { name: "asking for certificates", change: both("create", "certificatesigningrequests", GROUP) },
    { name: "another group", change: both("update", APPROVAL, "example.org") },
  ],
  unknown: [
    {
      name: "an approval that is not known yet",
      change: set("rules", [signers, grant(UNKNOWN, APPROVAL, GROUP)]),
      path: "rules[1].verbs[0]",
    },
    {
      name: "signers that are not known yet",
      change: set("rules", [grant("update", APPROVAL, GROUP), grant("approve", UNKNOWN, GROUP)]),
      path: "rules[1].resources[0]",
    },
    { name: "rules that are not known yet", change: set("rules", UNKNOWN) },
  ],
});
