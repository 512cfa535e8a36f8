import { any } from "../any";
import { covers, mayMeet } from "./pattern";
import type { Statement } from "./statement";

/** Requests: all whose action and resource these patterns cover. */
export interface Requests {
  readonly action: string;
  readonly resource: string;
}

/** What a statement speaks of, read from it. */
export type Range = Pick<Statement, "actions" | "notActions" | "resources" | "notResources">;

/** What a statement speaks of. @throws Undecided */
export function rangeOf({ actions, notActions, resources, notResources }: Statement): Range {
  return { actions, notActions, resources, notResources };
}

/**
 * The requests that no range speaks of. Several ranges count together: what one of them excepts, another one may speak of.
 *
 * @returns more than there are where a range speaks of some requests only and cannot be compared; never fewer.
 */
export function leftOut(requests: readonly Requests[], ranges: readonly Range[]): Requests[] {
  // What speaks of all but some leaves fewer requests, each of which what names its own can speak of as a whole.
  const sorted = [...ranges].sort((one, other) => exceptions(other) - exceptions(one));
  return sorted.reduce<Requests[]>((rest, range) => rest.flatMap((one) => without(one, range)), [...requests]);
}

/**
 * The requests that statements of a document do not speak of together; none as soon as those speak of all that are known.
 *
 * @param read what a statement speaks of, if it counts.
 * @throws Undecided when known statements do not speak of all, and another one may.
 */
export function leftOutBy(
  requests: readonly Requests[],
  statements: readonly Statement[],
  read: (statement: Statement) => Range | undefined,
): Requests[] {
  const ranges: Range[] = [];
  any(statements, (one) => {
    const range = read(one);
    if (range) ranges.push(range);
    return leftOut(requests, ranges).length === 0;
  });
  return leftOut(requests, ranges);
}

function without(requests: Requests, range: Range): Requests[] {
  const actions = rest(requests.action, range.actions, range.notActions);
  const resources = rest(requests.resource, range.resources, range.notResources);
  if (!actions || !resources) return [requests];
  return [
    ...actions.map((action) => ({ ...requests, action })),
    ...resources.map((resource) => ({ ...requests, resource })),
  ];
}

/** What is left of a pattern, or nothing where it is not spoken of as a whole. */
function rest(target: string, named: readonly string[], excepted: readonly string[]): string[] | undefined {
  if (named.some((pattern) => covers(pattern, target))) return [];
  if (excepted.length === 0) return undefined;
  return excepted
    .filter((pattern) => mayMeet(pattern, target))
    .map((pattern) => (covers(pattern, target) ? target : pattern));
}

const exceptions = ({ notActions, notResources }: Range) => notActions.length + notResources.length;
