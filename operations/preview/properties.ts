import { parsePath, writePath, type PathElement } from "../../formats/property-path";
import { isUnknown } from "../../policy/lib/unknown";
import type { DiffKind, StepMetadata } from "../engine-events";
import { containsUnknown, isMarked, type Mask, type Shown } from "./mask";

/** A property that differs, as reports may show it. */
export interface PropertyChange {
  /** Its path, such as `spec.replicas`. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  /** Undefined where there was nothing. */
  readonly before?: Shown;
  /** Undefined where there will be nothing. */
  readonly after?: Shown;
  /** Whether the resource has to be replaced for it. */
  readonly forces: boolean;
}

/** What differs between two states of a resource. */
export interface PropertyChanges {
  readonly shown: readonly PropertyChange[];
  /** How many more differ that say nothing to anybody: what plugins keep for themselves. */
  readonly noise: number;
  /** Paths whose new values are known only after the update. */
  readonly unknown: readonly string[];
  /** Whether what differs is certain, whatever the unknown values turn out to be. */
  readonly certain: boolean;
}

/** What plugins and servers write for themselves. */
const NOISE =
  /^(__|tagsAll($|[.[])|metadata\.(managedFields|resourceVersion|generation|uid|creationTimestamp)($|[.[])|metadata\.annotations\["(kubectl\.kubernetes\.io\/last-applied-configuration|pulumi\.com\/autonamed|deployment\.kubernetes\.io\/revision)"\]|status($|[.[]))|(^|\.)__defaults($|[.[])/;

/** One difference, before it is made fit to be shown. */
interface Difference {
  readonly path: readonly PathElement[];
  readonly before: unknown;
  readonly after: unknown;
  readonly forces: boolean;
}

/**
 * Finds what a step changes, down to the deepest property.
 *
 * @param step as the engine plans it
 */
export function propertyChanges(step: StepMetadata, mask: Mask): PropertyChanges {
  const differences = detailed(step) ?? compared(step);
  const told = differences.filter(({ path }) => !NOISE.test(writePath(path)));
  const isForcing = step.detailedDiff ? told.some(({ forces }) => forces) : (step.keys ?? []).length > 0;
  const decisive = isForcing ? told.filter(({ forces }) => forces) : told;
  return {
    shown: told.map(({ path, before, after, forces }) => ({
      path: mask.text(writePath(path)),
      kind: before === undefined ? "add" : after === undefined ? "delete" : "update",
      ...(before === undefined ? {} : { before: mask.show(before, placeOf(step, path, step.old?.inputs)) }),
      ...(after === undefined ? {} : { after: mask.show(after, placeOf(step, path, step.new?.inputs)) }),
      forces,
    })),
    noise: differences.length - told.length,
    unknown: told.filter(({ after }) => containsUnknown(after)).map(({ path }) => writePath(path)),
    certain: !step.old || !step.new || decisive.length === 0 || decisive.some(({ after }) => !containsUnknown(after)),
  };
}

const placeOf = (step: StepMetadata, path: readonly PathElement[], properties: unknown) => ({
  type: step.type,
  path,
  holder: valueAt(properties, path.slice(0, -1)),
});

/** What the plugin says differs; undefined where it says nothing in detail. */
function detailed(step: StepMetadata): Difference[] | undefined {
  const entries = Object.entries(step.detailedDiff ?? {});
  if (entries.length === 0) return undefined;
  return entries.flatMap(([text, { diffKind, inputDiff }]) => {
    const path = read(text);
    const [first, second] = inputDiff ? [step.old?.inputs, step.old?.outputs] : [step.old?.outputs, step.old?.inputs];
    const before = isAdded(diffKind) ? undefined : (valueAt(first, path) ?? valueAt(second, path));
    const after = isDeleted(diffKind) ? undefined : (valueAt(step.new?.inputs, path) ?? null);
    const forces = diffKind.endsWith("-replace");
    // Whole maps come and go: what is in them is said line by line.
    const found = [...compare(path, before, after)];
    // Two secrets look alike, and still differ if the plugin says so.
    return (found.length > 0 ? found : [{ path, before, after }]).map((one) => ({ ...one, forces }));
  });
}

const isAdded = (kind: DiffKind) => kind.startsWith("add");
const isDeleted = (kind: DiffKind) => kind.startsWith("delete");

/** A path as plugins write it; some write what is no path, which is then one name. */
function read(text: string): PathElement[] {
  try {
    return parsePath(text);
  } catch {
    return [text];
  }
}

/** What differs between the inputs, where the plugin has not said. */
function compared(step: StepMetadata): Difference[] {
  const keys = new Set(step.keys ?? []);
  const [before, after] = [step.old?.inputs ?? {}, step.new?.inputs ?? {}];
  const found = [...compare([], before, after)];
  const silent = (step.diffs ?? []).filter((name) => !found.some(({ path }) => path[0] === name));
  return [...found, ...silent.map((name) => ({ path: [name], before: before[name], after: after[name] }))].map(
    (one) => ({
      ...one,
      forces: keys.has(String(one.path[0])),
    }),
  );
}

function* compare(
  path: readonly PathElement[],
  before: unknown,
  after: unknown,
): Generator<Omit<Difference, "forces">, void> {
  const [old, now] = [childrenOf(before), childrenOf(after)];
  const [known, next] = [old ?? NONE, now ?? NONE];
  const canGoDown = (old || before === undefined) && (now || after === undefined) && known.size + next.size > 0;
  if (!canGoDown) {
    const isSame = before === after || (old?.size === 0 && now?.size === 0);
    // An unknown value is told, even where it stands for another.
    if (!isSame || isUnknown(after)) yield { path, before, after };
    return;
  }
  for (const key of new Set([...known.keys(), ...next.keys()])) {
    yield* compare([...path, key], known.get(key), next.get(key));
  }
}

const NONE: ReadonlyMap<PathElement, unknown> = new Map();

/** The elements of a list or map; undefined for everything else. */
function childrenOf(value: unknown): ReadonlyMap<PathElement, unknown> | undefined {
  if (typeof value !== "object" || value === null || isMarked(value)) return undefined;
  return new Map<PathElement, unknown>(Array.isArray(value) ? value.entries() : Object.entries(value));
}

/** The value at a path, or the secret that it leads into; undefined where the path leads nowhere. */
export function valueAt(value: unknown, path: readonly PathElement[]): unknown {
  return path.reduce<unknown>((current, element) => {
    if (typeof current !== "object" || current === null) return undefined;
    return isMarked(current) ? current : (current as Record<PathElement, unknown>)[element];
  }, value);
}
