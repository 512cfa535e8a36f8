import { isObject } from "../node";
import { kindOf, type Resource, type ResourceFacts } from "../resource";
import { isUnknown, UNKNOWN } from "../unknown";
import { kinds } from "./kinds";

const rollouts = kinds("argoproj.io/Rollout");

/** What a Rollout may take its pod template from, and where that has it. */
const LENDERS = kinds("apps/Deployment", "apps/ReplicaSet", "/PodTemplate");

/** What is not a part of a Rollout that refers to another workload. */
const BORROWED: readonly (readonly string[])[] = [
  ["spec", "template"],
  ["spec", "selector"],
];

/**
 * Whether a place belongs to the workload that a Rollout refers to by `workloadRef`, which has what the Rollout leaves out.
 *
 * @param keys those of the place.
 */
export function isElsewhere({ facts }: Resource, keys: readonly (string | number)[]): boolean {
  return reference(facts) !== undefined && BORROWED.some((place) => place.every((key, index) => keys[index] === key));
}

/**
 * The resources of a stack, in which a Rollout that refers to another workload has the pod template and the selector of that one.
 *
 * @returns the resources, and the URNs of those that run no pods because they only hold the template of a Rollout.
 */
export function withTemplates(all: readonly ResourceFacts[]): { facts: readonly ResourceFacts[]; idle: Set<string> } {
  const idle = new Set<string>();
  const facts = all.map((one) => {
    const wanted = reference(one);
    if (!wanted) return one;
    const lender = lenderOf(all, one, wanted);
    if (lender && isIdle(lender, wanted)) idle.add(lender.urn);
    return borrowing(one, lender);
  });
  return { facts, idle };
}

/** What a Rollout without a template of its own refers to. */
function reference({ type, properties }: ResourceFacts): Record<string, unknown> | undefined {
  if (!rollouts(type)) return undefined;
  const spec = partOf(properties, "spec");
  const own: unknown = spec?.template;
  return own === undefined ? ((spec?.workloadRef ?? undefined) as Record<string, unknown> | undefined) : undefined;
}

/** The workload of the stack that is referred to: the one that the Rollout depends on, else the one of that kind, name and namespace. */
function lenderOf(
  all: readonly ResourceFacts[],
  rollout: ResourceFacts,
  wanted: Record<string, unknown>,
): ResourceFacts | undefined {
  const suiting = all.filter(
    ({ type }) => LENDERS(type) && !kindOf(type).isPatch && mayEqual(kindOf(type).name, wanted.kind),
  );
  const depended = suiting.filter(({ urn }) => rollout.dependencies?.spec?.includes(urn));
  if (depended.length === 1) return depended[0];
  return suiting.find(
    (one) =>
      !isUnknown(wanted.name) &&
      metadata(one).name === wanted.name &&
      mayEqual(metadata(one).namespace, metadata(rollout).namespace),
  );
}

/** Whether a workload runs no pods, or none any more once the Rollout does. */
function isIdle({ properties }: ResourceFacts, { scaleDown }: Record<string, unknown>): boolean {
  return scaleDown === "onsuccess" || scaleDown === "progressively" || partOf(properties, "spec")?.replicas === 0;
}

function borrowing(rollout: ResourceFacts, lender: ResourceFacts | undefined): ResourceFacts {
  const properties = rollout.properties as Record<string, unknown>;
  const spec = partOf(properties, "spec")!;
  const lent = partOf(lender?.properties, "spec");
  const selector = spec.selector ?? lent?.selector;
  // Pods of a workload that somebody else manages have at least the labels that the Rollout selects.
  const labels = partOf(selector, "matchLabels") ?? UNKNOWN;
  const template = lender ? templateOf(lender) : { metadata: { labels } };
  return {
    ...rollout,
    properties: { ...properties, spec: { ...spec, selector, template } },
    secrets: [...(rollout.secrets ?? []), ...(lender?.secrets ?? [])],
    templateOf: lender?.urn,
  };
}

function templateOf({ type, properties }: ResourceFacts): unknown {
  return kindOf(type).name === "PodTemplate"
    ? (properties as Record<string, unknown>).template
    : partOf(properties, "spec")?.template;
}

function metadata({ properties }: ResourceFacts): Record<string, unknown> {
  return partOf(properties, "metadata") ?? {};
}

function partOf(value: unknown, key: string): Record<string, unknown> | undefined {
  const part = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return part as Record<string, unknown> | undefined;
}

/** Whether two values are the same, or one of them is not known yet. */
function mayEqual(one: unknown, other: unknown): boolean {
  return one === other || isUnknown(one) || isUnknown(other);
}
