import { attempt } from "../attempt";
import type { Node } from "../node";
import type { Resource } from "../resource";
import type { Stack } from "../stack";
import { kinds } from "./kinds";
import { namespaceOf, placesOf } from "./namespace";
import { podTemplate, type PodTemplate } from "./workload";

/** Accepts service accounts. */
export const serviceAccounts = kinds("/ServiceAccount");

/** The account of a pod that names none; every namespace has it. */
export const DEFAULT_ACCOUNT = "default";

/** The place that names a pod's account: the API server reads the old field where the new one is empty. */
export function accountName(pod: PodTemplate): Node {
  const name = pod.at("serviceAccountName");
  const old = pod.at("serviceAccount");
  return (!name.exists || name.value === "") && old.exists ? old : name;
}

/** A service account that something of the stack names. */
export interface Account {
  /** The same for all that name the same account. */
  readonly identity: string;
  /** The account itself, if it is of the stack. */
  readonly resource?: Resource;
}

/**
 * The account that a workload's pods run as.
 *
 * @throws Undecided when its name is not known yet and depends on no account of the stack.
 */
export function accountOf(stack: Stack, workload: Resource): Account {
  const pod = podTemplate(workload)!;
  const name = accountName(pod);
  if (name.isUnknown) {
    const joined = accountsAmong(stack, workload.dependsOn(String(pod.spec.keys[0])));
    if (joined.length === 1) return { identity: joined[0]!.urn, resource: joined[0] };
  }
  return accountNamed(stack, namespaceOf(stack, workload), name.text() || DEFAULT_ACCOUNT);
}

/** The account of a name in a namespace, which is identified as `namespaceOf` does. */
export function accountNamed(stack: Stack, namespace: string, name: string): Account {
  const identity = `${namespace}/${name}`;
  const resource = accounts(stack).known.get(identity);
  return { identity: resource?.urn ?? identity, resource };
}

/** Whether a namespace may have an account of the stack whose name is not known yet, and which may be the one that is looked for. */
export function hasUnknownAccounts(stack: Stack, namespace: string): boolean {
  return accounts(stack).unknown.some((one) => {
    const places = placesOf(stack, one);
    return places.length === 0 || places.includes(namespace);
  });
}

/** The accounts among these resources. */
export function accountsAmong(stack: Stack, urns: readonly string[]): Resource[] {
  return urns.flatMap((urn) => stack.get(urn) ?? []).filter((one) => serviceAccounts(one.type));
}

function accounts(stack: Stack): { known: ReadonlyMap<string, Resource>; unknown: readonly Resource[] } {
  return stack.once(
    serviceAccounts,
    () => {
      const known = new Map<string, Resource>();
      const unknown: Resource[] = [];
      for (const account of stack.where(serviceAccounts)) {
        const add = () => {
          const name = account.at("metadata", "name").text() ?? "";
          known.set(`${namespaceOf(stack, account)}/${name}`, account);
        };
        attempt(add, () => void unknown.push(account));
      }
      return { known, unknown };
    },
    accounts,
  );
}
