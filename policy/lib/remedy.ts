import { attempt } from "./attempt";
import { isExpired, names } from "./exemptions";
import type { Circumstances } from "./judge";
import { isObject, type Node } from "./node";
import { Resource, type ResourceFacts } from "./resource";
import { isStackRule, type Rule } from "./rule";
import { templateKeys } from "./kubernetes/kinds";
import { isElsewhere } from "./kubernetes/workload-ref";

/** A value that a remediation sets, at the keys that lead to it. */
export interface Edit {
  readonly keys: Node["keys"];
  readonly value: unknown;
}

/**
 * What a rule would set in a resource. Nothing that the program states is among it, be it known or not, and nothing in a patch: that
 * leaves out what it does not change.
 *
 * @returns the edits; none where the rule has no remedy, or nothing to do.
 */
export function editsOf(rule: Rule, facts: ResourceFacts, { settings, now }: Circumstances): Edit[] {
  if (isStackRule(rule) || !rule.remediate || !rule.appliesTo(facts.type)) return [];
  const resource = new Resource(facts, new Set());
  const isExempt = settings.exemptions.some((one) => names(one, resource) && !isExpired(one, now));
  if (resource.kind.isPatch || isExempt) return [];
  const edits: Edit[] = [];
  const setIfAbsent = (node: Node, value: unknown) => {
    if (!node.exists && !isImmutable(resource, node.keys) && !isElsewhere(resource, node.keys))
      edits.push({ keys: node.keys, value });
  };
  const { remediate } = rule;
  attempt(
    () => remediate(resource, { parameters: settings.parameters, setIfAbsent }),
    // What is not known yet is stated in the program, and stays.
    () => undefined,
  );
  return edits;
}

/** Pods of their own and those of a Job cannot be changed: to fix one that is there would replace it, which nobody asked for. */
function isImmutable({ type, kind }: Resource, keys: Node["keys"]): boolean {
  if (kind.package !== "kubernetes" || !["Pod", "Job"].includes(kind.name)) return false;
  const spec = [...(templateKeys(type) ?? []), "spec"];
  return spec.every((key, index) => keys[index] === key);
}

/**
 * Carries edits out on properties, in place, and makes the objects on the way. An edit below something that is not an object is left
 * out: it cannot be valid there.
 *
 * @returns whether anything was set.
 */
export function carryOut(properties: Record<string, unknown>, edits: readonly Edit[]): boolean {
  return edits.map(({ keys, value }) => set(properties, keys, value)).some(Boolean);
}

function set(properties: Record<string, unknown>, keys: Node["keys"], value: unknown): boolean {
  let parent: unknown = properties;
  for (const key of keys.slice(0, -1)) {
    if (isObject(parent)) parent[key] ??= {};
    parent = isObject(parent) || Array.isArray(parent) ? (parent as Record<string | number, unknown>)[key] : undefined;
  }
  const last = keys.at(-1);
  if (!isObject(parent) || last === undefined) return false;
  parent[last] = value;
  return true;
}
