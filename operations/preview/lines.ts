import { kindOf, type Action, type Change } from "./changes";
import { isPolicy } from "./effects";
import { oneLine } from "./escape";
import type { Shown } from "./mask";
import type { PropertyChange } from "./properties";
import type { ReachedService } from "./radius";
import { isDanger, isGrave } from "./report";

/** What becomes of a resource, in words. */
export const ACTION_WORDS: Readonly<Record<Action, string>> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
  import: "imported",
  forget: "forgotten",
};

/** The longest value that a line shows, in characters. */
const LONGEST_VALUE = 300;

/** A value on one line. */
export function shownText(value: Shown): string {
  if (value.kind === "secret") return "[secret]";
  if (value.kind === "unknown") return "(known after the update)";
  const text = oneLine(value.text);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)`;
}

/** A property's change as lines of a diff; the first character says what becomes of it. */
export function diffLines({ path, before, after, forces }: PropertyChange): string[] {
  const name = oneLine(path);
  const why = forces ? "  # forces the replacement" : "";
  if (before?.kind === "secret" && after?.kind === "secret") return [`! ${name}: [secret], changed${why}`];
  return [
    ...(before ? [`- ${name}: ${shownText(before)}${after ? "" : why}`] : []),
    ...(after ? [`+ ${name}: ${shownText(after)}${why}`] : []),
  ];
}

/** Whether it happens for certain, in words. */
export function certaintyWords({ certain, unknown }: Change): string {
  return certain ? "certain" : `depends on a value that is not known yet (${unknown.join(", ")})`;
}

/** What replacements and deletions do to a component, in words. */
export interface Danger {
  readonly owner: string;
  /** Whether data or requests are at stake. */
  readonly grave: boolean;
  /** What becomes of which kinds of resources: `deleted: Service, Deployment`. */
  readonly what: string;
  /** Whose data it touches, whether requests go on, what forces it: sentences. */
  readonly why: readonly string[];
}

/** Puts what is replaced, deleted or stopped together by component, the grave ones first. */
export function dangersOf(changes: readonly Change[]): Danger[] {
  const owners = Map.groupBy(changes.filter(isDanger), ({ owner }) => owner.name);
  return [...owners]
    .map(([owner, own]) => ({ owner, grave: own.some(isGrave), what: kindsByAction(own), why: reasonsOf(own) }))
    .toSorted((a, b) => Number(b.grave) - Number(a.grave));
}

function kindsByAction(changes: readonly Change[]): string {
  const actions = Map.groupBy(changes, ({ action }) => ACTION_WORDS[action]);
  return [...actions].map(([words, own]) => `${words}: ${counted(own.map(({ type }) => kindOf(type)))}`).join("; ");
}

/** Names, each once, with how often it is there. */
function counted(names: readonly string[]): string {
  return [...Map.groupBy(names, (name) => name)]
    .map(([name, { length }]) => (length > 1 ? `${length} ${name}` : name))
    .join(", ");
}

function reasonsOf(changes: readonly Change[]): string[] {
  const data = changes.flatMap(({ effect }) => (effect.data === undefined ? [] : [`Data: ${effect.data}.`]));
  // Where nothing answers any more, it does not matter that nobody may call it.
  const stops = changes.filter(({ effect }) => effect.traffic === "stops");
  const serving = stops.filter(({ type }) => !isPolicy(type));
  const traffic = (serving.length > 0 ? serving : stops).map(({ effect }) => `Traffic stops: ${effect.reason}.`);
  const others = changes.flatMap(({ effect, properties, isProtected }) => {
    const forced = properties.filter(({ forces }) => forces).map(({ path }) => oneLine(path));
    return [
      ...(effect.traffic === "continues" && stops.length === 0 ? [`Traffic continues: ${effect.reason}.`] : []),
      ...(forced.length > 0 ? [`Forced by ${forced.join(", ")}.`] : []),
      ...(isProtected ? ["Protected: the update will refuse to delete it."] : []),
    ];
  });
  return [...new Set([...data, ...traffic, ...others])];
}

/** A resource as people name it: its kind and its name in the program. */
export function resourceWords({ type, name }: Pick<Change, "type" | "name">): string {
  return `${kindOf(type)} ${oneLine(name)}`;
}

/** Why a service is reached, in words. */
export function reachWords({ why }: ReachedService): string {
  if (why === "changes") return "changes";
  return "reads" in why ? `reads ${why.reads}` : `calls ${why.calls}`;
}
