import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-no-default-sa-binding";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodBindings } from "../../../support/rbac";

const name = "subjects[0].name";
const full = "system:serviceaccount:shop:default";

describeRule(rule, {
  baselines: goodBindings(),
  mutations: [
    { name: "the default account", change: set(name, "default"), message: 'found "default", wanted a service account' },
    { name: "it everywhere", of: "a ClusterRoleBinding", change: set(name, "default") },
    {
      name: "it as the second subject beside one that is not known yet",
      change: set("subjects", [
        { kind: "ServiceAccount", name: UNKNOWN },
        { kind: "ServiceAccount", name: "default" },
      ]),
      path: "subjects[1].name",
    },
    { name: "it as a user", change: set("subjects[0]", { kind: "User", name: full }), path: name },
    {
      name: "it in a patch",
      of: "a patch that leaves things out",
      change: set("subjects", [{ kind: "ServiceAccount", name: "default", namespace: "shop" }]),
      path: name,
    },
  ],
  allowed: [
    { name: "a user of this name", change: set("subjects[0]", { kind: "User", name: "default" }) },
    {
      name: "a user like another account",
      change: set("subjects[0]", { kind: "User", name: full.replace("default", "web") }),
    },
  ],
  unknown: [
    { name: "an account that is not known yet", change: set(name, UNKNOWN) },
    { name: "a kind that is not known yet", change: set("subjects[0].kind", UNKNOWN) },
  ],
});
