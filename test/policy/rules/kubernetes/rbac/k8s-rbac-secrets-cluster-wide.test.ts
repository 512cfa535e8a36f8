import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-secrets-cluster-wide";
import { add, all, remove, set, state, without, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodBindings, goodRoles, grant } from "../../../support/rbac";

const binding = goodBindings()["a ClusterRoleBinding"]![0]!;
const role: Given = { ...goodRoles()["a ClusterRole"]![0]!, name: "role" };
const label = "platform.example.org/web";
const gathered = (name: string, labels: object, rules: unknown, more: object = {}): Given => ({
  type: role.type,
  name,
  properties: { metadata: { name, labels }, rules, ...more },
});
const secrets = [grant("get", "secrets")];
const path = "roleRef.name";

describeRule(rule, {
  baselines: { "a binding and its role": [binding, role], "a binding of a role elsewhere": [binding] },
  mutations: [
    {
      name: "a role that reads Secrets",
      change: set("rules", secrets, "role"),
      path,
      message: "a role that reads no Secrets",
    },
    { name: "one that lists them", change: set("rules[1]", grant("list", "secrets"), "role"), path },
    { name: "one that watches them", change: set("rules[1]", grant("watch", "secrets"), "role"), path },
    { name: "one that reads everything", change: set("rules", [grant("*", "*", "*")], "role"), path },
    {
      name: "named Secrets, which is the same in all namespaces",
      change: set("rules", [grant("get", "secrets", "", ["a"])], "role"),
      path,
    },
    { name: "a role that gathers one that does", change: add(gathered("more", { [label]: "true" }, secrets)), path },
    {
      name: "a role that gathers one that gathers one that does",
      change: all(
        add(
          gathered("more", { [label]: "true" }, [], {
            aggregationRule: { clusterRoleSelectors: [{ matchExpressions: [{ key: "deep", operator: "Exists" }] }] },
          }),
        ),
        add(gathered("most", { deep: "yes" }, secrets)),
      ),
      path,
    },
    {
      name: "a role that is told by what the binding depends on",
      change: all(
        set("rules", secrets, "role"),
        set("roleRef.name", UNKNOWN),
        state({ dependencies: { roleRef: ["role"] } }),
      ),
      path,
    },
    { name: "cluster-admin", change: set(path, "cluster-admin") },
    { name: "admin", change: set(path, "admin") },
    { name: "edit", change: set(path, "edit") },
    {
      name: "a role that reads Secrets beside a binding that is not known yet",
      change: all(
        set("rules", secrets, "role"),
        add({ ...binding, name: "other", properties: { roleRef: { kind: "ClusterRole", name: UNKNOWN } } }),
      ),
      path,
    },
  ],
  allowed: [
    { name: "view", change: set(path, "view") },
    { name: "another role that reads Secrets", change: add(gathered("more", {}, secrets)) },
    {
      name: "a role that is bound in one namespace",
      change: all(set("rules", secrets, "role"), without("web"), add(goodBindings()["a RoleBinding"]![0]!)),
    },
    {
      name: "a role that gathers itself",
      change: all(set(`metadata.labels["${label}"]`, "true", "role"), remove("rules", "role")),
    },
    {
      name: "a patch of a role elsewhere",
      change: all(set("rules", secrets, "role"), state({ type: `${role.type}Patch` }, "role")),
    },
  ],
  unknown: [
    { name: "a role that is not known yet", change: set(path, UNKNOWN) },
    { name: "rules that are not known yet", change: set("rules", UNKNOWN, "role") },
    {
      name: "labels that are not known yet",
      change: add(gathered("more", { [label]: UNKNOWN }, secrets)),
      path: "metadata.labels",
    },
  ],
});
