import { any } from "../any";
import type { Node } from "../node";
import type { Resource } from "../resource";
import type { Check } from "../rule";
import { groupBy, type Stack } from "../stack";
import { kinds } from "./kinds";

/** The group of roles and bindings. */
export const RBAC = "rbac.authorization.k8s.io";

/** Accepts the roles of all namespaces. */
export const clusterRoles = kinds(`${RBAC}/ClusterRole`);

/** Accepts roles. */
export const roles = kinds(`${RBAC}/Role`, `${RBAC}/ClusterRole`);

/** Accepts bindings in all namespaces. */
export const clusterBindings = kinds(`${RBAC}/ClusterRoleBinding`);

/** Accepts bindings of roles. */
export const bindings = kinds(`${RBAC}/RoleBinding`, `${RBAC}/ClusterRoleBinding`);

/** Verbs that make or change an object. */
export const CHANGES = ["create", "update", "patch"] as const;

/** Verbs that make, change or take away objects. */
export const WRITES = [...CHANGES, "delete", "deletecollection"] as const;

/** Verbs on resources of some groups. */
export interface Access {
  /** API groups; the core group is empty. */
  readonly groups: readonly string[];
  /** Resources, each with its sub-resource: `pods`, `pods/exec`, or `userextras/*` for any sub-resource. */
  readonly resources: readonly string[];
  /** Verbs; any verb where it is `*`. */
  readonly verbs: readonly string[];
}

/** Reading Secrets. */
export const SECRETS: Access = { groups: [""], resources: ["secrets"], verbs: ["get", "list", "watch"] };

/** The rules of a role. */
export function rulesOf(role: Resource): Node[] {
  return role.at("rules").items();
}

/**
 * Whether a rule of a role grants some of an access, by name or by a wildcard.
 *
 * @throws Undecided when that depends on a value that is not known yet.
 */
export function grants(rule: Node, { groups, resources, verbs }: Access): boolean {
  return (
    names(rule.at("apiGroups"), (given) => given === "*" || groups.includes(given)) &&
    names(rule.at("resources"), (given) => resources.some((wanted) => matchesResource(given, wanted))) &&
    names(rule.at("verbs"), (given) => given === "*" || verbs.includes("*") || verbs.includes(given))
  );
}

function names(list: Node, accepts: (given: string) => boolean): boolean {
  list.read();
  return any(list.items(), (item) => {
    const given = item.text();
    return given !== undefined && accepts(given);
  });
}

/**
 * Whether the resource that a rule names is one, wildcards included. The API server knows `*` and `*` before a sub-resource;
 * `pods/*` it does not, but who writes that means all of them, and other programs read it so.
 */
function matchesResource(given: string, wanted: string): boolean {
  if (given === "*" || given === "*/*" || given === wanted) return true;
  const [resource, sub] = given.split("/");
  const [wantedResource, wantedSub] = wanted.split("/");
  if (resource !== "*" && resource !== wantedResource) return false;
  if (sub === undefined || wantedSub === undefined) return sub === wantedSub;
  return sub === "*" || wantedSub === "*" || sub === wantedSub;
}

/** Reports each rule of a role that grants some of these accesses. */
export function forbid(
  role: Resource,
  check: Pick<Check<never>, "each" | "violation">,
  ...accesses: readonly Access[]
): void {
  for (const rule of rulesOf(role)) {
    check.each(accesses, (access) => {
      if (!grants(rule, access)) return;
      const verbs = access.verbs.includes("*") ? "verb" : access.verbs.join(", ");
      check.violation({
        at: rule,
        found: describeGrant(rule),
        wanted: `no ${verbs} on ${access.resources.join(", ")}`,
      });
    });
  }
}

/** What a rule grants, in words for a message. */
export function describeGrant(rule: Node): string {
  return `${rule.at("verbs").describe()} on ${rule.at("resources").describe()} of ${rule.at("apiGroups").describe()}`;
}

/** The subjects of a binding. */
export function subjectsOf(binding: Resource): Node[] {
  return binding.at("subjects").items();
}

/** Whether a binding is of a ClusterRole. @throws Undecided when that is not known yet. */
export function isOfClusterRole(binding: Resource): boolean {
  return binding.at("roleRef", "kind").text() !== "Role";
}

/** The ClusterRole of the stack that a ClusterRoleBinding is of: the one that it depends on, else the one of that name. */
export function boundRole(stack: Stack, binding: Resource): Resource | undefined {
  const depended = binding.dependsOn("roleRef").map((urn) => stack.get(urn));
  const joined = depended.find((one) => one && clusterRoles(one.type));
  if (joined) return joined;
  const byName = stack.once(
    clusterRoles,
    () => groupBy(stack.where(clusterRoles), (one) => (one.kind.isPatch ? [] : [one.at("metadata", "name").value])),
    boundRole,
  );
  return byName.get(binding.at("roleRef", "name").read())?.[0];
}
