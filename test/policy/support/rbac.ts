import type * as kubernetes from "@pulumi/kubernetes";
import { UNKNOWN } from "../../../policy/lib/unknown";
import { set, type Given } from "./changes";
import type { Mutation } from "./describe-rule";
import { typed } from "./typed";

type PolicyRule = Record<"apiGroups" | "resources" | "verbs", string[]> & { resourceNames?: string[] };

/** A rule of a role. */
export function grant(verbs: string, resources: string, group = "", resourceNames?: string[]): PolicyRule {
  const rule = { apiGroups: [group], resources: resources.split(" "), verbs: verbs.split(" ") };
  return resourceNames ? { ...rule, resourceNames } : rule;
}

const rules = () => [grant("get list watch", "pods configmaps"), grant("get", "secrets", "", ["web-password"])];

/** Roles that keep every rule. The Role is the first. */
export function goodRoles(): Record<string, Given[]> {
  return {
    "a Role": [
      typed<kubernetes.rbac.v1.RoleArgs>("kubernetes:rbac.authorization.k8s.io/v1:Role", {
        metadata: { name: "web", namespace: "shop" },
        rules: rules(),
      }),
    ],
    "a ClusterRole": [
      typed<kubernetes.rbac.v1.ClusterRoleArgs>("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", {
        metadata: { name: "web" },
        rules: [grant("get", "pods")],
        aggregationRule: { clusterRoleSelectors: [{ matchLabels: { "platform.example.org/web": "true" } }] },
      }),
    ],
    "a patch that leaves things out": [
      {
        type: "kubernetes:rbac.authorization.k8s.io/v1:RolePatch",
        properties: { metadata: { name: "web", namespace: "shop", labels: { team: "shop" } } },
      },
    ],
  };
}

const reference = (kind: string) => ({ apiGroup: "rbac.authorization.k8s.io", kind, name: "web" });
const subjects = () => [{ kind: "ServiceAccount", name: "web", namespace: "shop" }];

/** Bindings that keep every rule. The RoleBinding is the first. */
export function goodBindings(): Record<string, Given[]> {
  return {
    "a RoleBinding": [
      typed<kubernetes.rbac.v1.RoleBindingArgs>("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", {
        metadata: { name: "web", namespace: "shop" },
        roleRef: reference("ClusterRole"),
        subjects: subjects(),
      }),
    ],
    "a ClusterRoleBinding": [
      typed<kubernetes.rbac.v1.ClusterRoleBindingArgs>("kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding", {
        metadata: { name: "web" },
        roleRef: reference("ClusterRole"),
        subjects: subjects(),
      }),
    ],
    "a patch that leaves things out": [
      {
        type: "kubernetes:rbac.authorization.k8s.io/v1:RoleBindingPatch",
        properties: { metadata: { name: "web", namespace: "shop", labels: { team: "shop" } } },
      },
    ],
  };
}

/** The first and the last rule of a Role in which a grant is put. */
export const FIRST = "rules[0]";
export const LAST = "rules[2]";

/** Puts a rule behind those of a Role. */
export const granting = (...given: Parameters<typeof grant>) => set(LAST, grant(...given));

/** What every rule that forbids an access must find: the access by its name, by wildcards, in each kind of role. */
export function forbidden(verb: string, resource: string, group = ""): Mutation[] {
  const [plain = "", sub] = resource.split("/");
  const given = grant(verb, resource, group);
  return [
    { name: `${verb} on ${resource}`, change: granting(verb, resource, group), path: LAST },
    { name: "it in a ClusterRole", of: "a ClusterRole", change: set(FIRST, given) },
    { name: "it in a patch", of: "a patch that leaves things out", change: set(FIRST, given) },
    { name: "it among others", change: granting(`get ${verb}`, `pods ${resource}`, group), path: LAST },
    { name: "it by all verbs", change: granting("*", resource, group), path: LAST },
    { name: "it by all resources", change: granting(verb, "*", group), path: LAST },
    { name: "it by all resources and sub-resources", change: granting(verb, "*/*", group), path: LAST },
    { name: "it by all groups", change: granting(verb, resource, "*"), path: LAST },
    {
      name: "it beside a verb that is not known yet",
      change: set(LAST, { ...given, verbs: [UNKNOWN, verb] }),
    },
    {
      name: "it beside a rule that is not known yet",
      change: set("rules", [UNKNOWN, { ...given, verbs: [UNKNOWN] }, given]),
      path: LAST,
    },
    ...(sub === undefined
      ? []
      : [
          { name: "it by all sub-resources", change: granting(verb, `${plain}/*`, group), path: LAST },
          { name: "it by one sub-resource of all", change: granting(verb, `*/${sub}`, group), path: LAST },
        ]),
  ];
}

/** What is not a fault although it looks like a forbidden access. */
export function close(verb: string, resource: string, group = ""): Pick<Mutation, "name" | "change">[] {
  const [plain = "", sub] = resource.split("/");
  return [
    { name: "the same name in another group", change: granting(verb, resource, "example.org") },
    { name: "another resource", change: granting(verb, "leases", group) },
    sub === undefined
      ? { name: "a sub-resource of it", change: granting(verb, `${plain}/other`, group) }
      : { name: "the resource without its sub-resource", change: granting(verb, plain, group) },
  ];
}

/** What no rule about accesses can judge. */
export function undecided(verb: string, resource: string, group = ""): Pick<Mutation, "name" | "change" | "path">[] {
  const given = grant(verb, resource, group);
  return [
    {
      name: "a verb that is not known yet",
      change: set(LAST, { ...given, verbs: [UNKNOWN] }),
      path: `${LAST}.verbs[0]`,
    },
    {
      name: "a resource that is not known yet",
      change: set(LAST, { ...given, resources: [UNKNOWN] }),
      path: `${LAST}.resources[0]`,
    },
    {
      name: "a group that is not known yet",
      change: set(LAST, { ...given, apiGroups: [UNKNOWN] }),
      path: `${LAST}.apiGroups[0]`,
    },
    { name: "verbs that are not known yet", change: set(LAST, { ...given, verbs: UNKNOWN }), path: `${LAST}.verbs` },
    { name: "rules that are not known yet", change: set("rules", UNKNOWN) },
  ];
}
