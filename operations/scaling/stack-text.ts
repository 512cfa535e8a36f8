import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, parseDocument, type Document, type Pair, type ParsedNode, type YAMLMap } from "yaml";

/** A number, or the flow map of an autoscaler's bounds, as it stands in a stack file. */
export type Written = number | Readonly<Record<string, number | string>>;

/**
 * The text of a stack file with a value set, and every other character as it was: comments, order and layout are the user's.
 *
 * @param text the file
 * @param path keys that lead to the value; all but the last must be there
 * @param value what is to stand there
 * @throws Error when the file says it in a way that cannot be changed at one place, such as by an alias
 */
export function withValue(text: string, path: readonly string[], value: Written): string {
  const document = parseDocument(text);
  const [key, map] = [path.at(-1) as string, document.getIn(path.slice(0, -1), true)];
  if (!isMap(map)) throw unchangeable(path);
  const pair = (map as YAMLMap.Parsed).items.find((one) => nameOf(one) === key);
  const next = pair ? replaced(text, pair, value) : inserted(text, map as YAMLMap.Parsed, key, value);
  const wanted = document.toJS() as unknown;
  set(wanted, path, value);
  if (next === undefined || !isDeepStrictEqual(parsed(next), wanted)) throw unchangeable(path);
  return next;
}

function replaced(text: string, { value }: Pair<ParsedNode, ParsedNode | null>, next: Written): string | undefined {
  if (!value?.range) return undefined;
  const [start, end] = value.range;
  if (typeof next === "number" || !isMap(value)) return text.slice(0, start) + shown(next) + text.slice(end);
  // The bounds of an autoscaler, each for itself: what stands between and behind them stays.
  const edits = Object.entries(next).map(([name, bound]) => {
    const range = value.items.find((one) => nameOf(one) === name)?.value?.range;
    return range && { start: range[0], end: range[1], bound };
  });
  if (edits.includes(undefined)) return undefined;
  return edits
    .filter((edit) => edit !== undefined)
    .toSorted((a, b) => b.start - a.start)
    .reduce((result, edit) => result.slice(0, edit.start) + String(edit.bound) + result.slice(edit.end), text);
}

/** Behind the last of its neighbours that is one line long, so that no comment gets another owner. */
function inserted(text: string, map: YAMLMap.Parsed, key: string, value: Written): string | undefined {
  const neighbour = map.items.findLast((one) => isScalar(one.value) && !sourceOf(text, one).includes("\n"));
  const [at, end] = [neighbour?.key.range?.[0], neighbour?.value?.range?.[1]];
  if (at === undefined || end === undefined) return undefined;
  if (map.flow) return `${text.slice(0, end)}, ${key}: ${shown(value)}${text.slice(end)}`;
  const indentation = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  const lineEnd = text.indexOf("\n", end);
  const line = `\n${indentation}${key}: ${shown(value)}`;
  return lineEnd < 0 ? `${text}${line}\n` : text.slice(0, lineEnd) + line + text.slice(lineEnd);
}

function sourceOf(text: string, { key, value }: Pair<ParsedNode, ParsedNode | null>): string {
  return text.slice(key.range[0], value?.range[1] ?? key.range[1]);
}

function nameOf({ key }: Pair<ParsedNode, ParsedNode | null>): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

function shown(value: Written): string {
  if (typeof value === "number") return String(value);
  const bounds = Object.entries(value).map(([name, bound]) => `${name}: ${bound}`);
  return `{ ${bounds.join(", ")} }`;
}

function parsed(text: string): unknown {
  const document: Document = parseDocument(text);
  return document.errors.length > 0 ? undefined : document.toJS();
}

function set(target: unknown, path: readonly string[], value: Written): void {
  const map = path.slice(0, -1).reduce((inner, key) => (inner as Record<string, unknown>)[key], target);
  const key = path.at(-1) as string;
  const now = (map as Record<string, unknown>)[key];
  const isBounds = typeof value === "object" && typeof now === "object";
  (map as Record<string, unknown>)[key] = isBounds ? { ...now, ...value } : value;
}

function unchangeable(path: readonly string[]): Error {
  const [, key, ...inner] = path;
  return new Error(
    `${[key, ...inner].join(".")} is written in a way that this command cannot change at one place (an alias, a merge key or an ` +
      "unusual layout). Nothing was written: change the file yourself and run `npm run up`.",
  );
}
