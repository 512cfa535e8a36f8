import type { Action, Change } from "./changes";
import { nameOf, typeOf } from "./changes";
import type { UpdateRecord } from "./records";

/** How long an update will take. */
export type Forecast =
  /** Nothing like it was recorded, or nothing changes. */
  | { readonly kind: "none" }
  | {
      readonly kind: "learnt";
      /** Seconds: between these it will probably be, and most likely this. */
      readonly low: number;
      readonly likely: number;
      readonly high: number;
      /** What the rest waits for, in order, each with its seconds. */
      readonly path: readonly { readonly name: string; readonly seconds: number }[];
      /** From how many updates it was learnt. */
      readonly updates: number;
      /** Names of resources of which nothing like that was recorded. */
      readonly unknown: readonly string[];
    };

/** Steps shorter than this are not named in the path, in seconds. */
const NAMED = 0.1;

/** Between which shares of what was seen the forecast is: one update in ten was quicker, one in ten slower. */
const LOW = 0.1;
const HIGH = 0.9;

/**
 * Learns from recorded updates how long the steps of a change take, and adds up those that wait for each other.
 *
 * @param changes in the order in which the engine planned them
 * @param dependencies what each resource waits for, by URN; what is new waits for what was planned before it in its component
 * @param updates recorded updates of the stack
 */
export function forecastOf(
  changes: readonly Pick<Change, "urn" | "action" | "owner">[],
  dependencies: ReadonlyMap<string, readonly string[]>,
  updates: readonly UpdateRecord[],
): Forecast {
  const seen = new Observations(updates);
  const times = changes.map((change) => ({ change, seconds: seen.of(change) }));
  const known = times.filter(({ seconds }) => seconds !== undefined);
  if (known.length === 0) return { kind: "none" };
  const path = criticalPath(times, dependencies);
  const at = (share: number) =>
    seen.overhead(share) + path.reduce((sum, { seconds }) => sum + quantile(seconds, share), 0);
  return {
    kind: "learnt",
    low: at(LOW),
    likely: at(0.5),
    high: at(HIGH),
    path: path
      .map(({ urn, seconds }) => ({ name: nameOf(urn), seconds: quantile(seconds, 0.5) }))
      .filter(({ seconds }) => seconds >= NAMED),
    updates: updates.length,
    unknown: times.flatMap(({ change, seconds }) => (seconds === undefined ? [nameOf(change.urn)] : [])),
  };
}

/** How long steps took. */
class Observations {
  readonly #byResource = new Map<string, number[]>();
  readonly #byType = new Map<string, number[]>();
  readonly #overheads: number[] = [];

  constructor(updates: readonly UpdateRecord[]) {
    for (const { steps, seconds } of updates) {
      for (const { urn, action, from, to } of steps) {
        push(this.#byResource, key(urn, action), to - from);
        push(this.#byType, key(typeOf(urn), action), to - from);
      }
      this.#overheads.push(Math.max(0, seconds - busy(steps)));
    }
  }

  /** Seconds of a step, by the same resource, else by resources of its type; undefined where there was none. */
  of({ urn, action }: { urn: string; action: Action }): number[] | undefined {
    return this.#byResource.get(key(urn, action)) ?? this.#byType.get(key(typeOf(urn), action));
  }

  /** Seconds of an update in which no step is under way: the program starts, the state is written. */
  overhead(share: number): number {
    return quantile(this.#overheads, share);
  }
}

const key = (what: string, action: Action) => `${action} ${what}`;

function push(map: Map<string, number[]>, name: string, value: number): void {
  map.set(name, [...(map.get(name) ?? []), value]);
}

/** Seconds in which at least one step is under way. */
function busy(steps: UpdateRecord["steps"]): number {
  let [sum, end] = [0, 0];
  for (const { from, to } of steps.toSorted((a, b) => a.from - b.from)) {
    sum += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return sum;
}

/** The value below which this share of the others is, between the two nearest. */
function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}

interface Timed {
  readonly change: Pick<Change, "urn" | "action" | "owner">;
  readonly seconds: number[] | undefined;
}

/** The chain of steps, each of which waits for the one before, that takes longest. */
function criticalPath(
  times: readonly Timed[],
  dependencies: ReadonlyMap<string, readonly string[]>,
): { urn: string; seconds: number[] }[] {
  const byUrn = new Map(times.map((one) => [one.change.urn, one]));
  const ends = new Map<string, { end: number; before?: string }>();
  const lastOfOwner = new Map<string, string>();
  for (const { change, seconds } of times) {
    const { urn, owner } = change;
    const previous = lastOfOwner.get(owner.name);
    const waits = dependencies.has(urn) ? reach(urn, dependencies, byUrn) : previous === undefined ? [] : [previous];
    const before = waits
      .filter((one) => ends.has(one))
      .reduce<string | undefined>(
        (a, b) => (a === undefined || ends.get(b)!.end > ends.get(a)!.end ? b : a),
        undefined,
      );
    const start = before === undefined ? 0 : ends.get(before)!.end;
    ends.set(urn, { end: start + quantile(seconds ?? [], 0.5), before });
    lastOfOwner.set(owner.name, urn);
  }
  let last: string | undefined = [...ends].toSorted(([, a], [, b]) => b.end - a.end)[0]?.[0];
  const path: { urn: string; seconds: number[] }[] = [];
  while (last !== undefined) {
    path.unshift({ urn: last, seconds: byUrn.get(last)?.seconds ?? [] });
    last = ends.get(last)?.before;
  }
  return path;
}

/** The changed resources that one waits for, also by way of others that stay as they are. */
function reach(
  urn: string,
  dependencies: ReadonlyMap<string, readonly string[]>,
  changed: ReadonlyMap<string, unknown>,
): string[] {
  const found: string[] = [];
  const seen = new Set([urn]);
  const open = [...(dependencies.get(urn) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (changed.has(next)) found.push(next);
    else open.push(...(dependencies.get(next) ?? []));
  }
  return found;
}
