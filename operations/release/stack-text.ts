import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, parseDocument, type Document, type Pair, type ParsedNode, type YAMLMap } from "yaml";
import { ENCRYPTION_KEYS } from "../../config/names";
import { RELEASED } from "./record";

type Images = Readonly<Record<string, string>>;

/**
 * The text of a stack file that runs these digests, and every other character as it was, where the file is laid out as usual.
 *
 * @param images digests by the key of the service; what the file had there before is replaced
 */
export function withReleased(text: string, images: Images): string {
  const bare = withoutReleased(text);
  const document = parseDocument(bare);
  if (!isMap(document.get("config"))) {
    throw new Error("the stack file has no configuration: nothing can be released with it");
  }
  const wanted = document.clone();
  wanted.setIn(RELEASED, wanted.createNode(images));
  const [keys, map] = document.hasIn(RELEASED.slice(0, 2))
    ? [RELEASED.slice(2), document.getIn(RELEASED.slice(0, 2))]
    : [RELEASED.slice(1), document.get("config")];
  return edited(isMap(map) && !map.flow ? appended(bare, map as YAMLMap.Parsed, keys, images) : undefined, wanted);
}

/** The text of a stack file that builds and resolves its images itself again. */
export function withoutReleased(text: string): string {
  const document = parseDocument(text);
  if (!document.hasIn(RELEASED)) return text;
  const wanted = document.clone();
  wanted.deleteIn(RELEASED);
  let path = RELEASED;
  const images = wanted.getIn(RELEASED.slice(0, 2));
  if (isMap(images) && images.items.length === 0) {
    path = RELEASED.slice(0, 2);
    wanted.deleteIn(path);
  }
  const parent = document.getIn(path.slice(0, -1));
  const pair = (parent as YAMLMap.Parsed).items.find((one) => nameOf(one) === path.at(-1));
  return edited(pair && (parent as YAMLMap).flow !== true ? cut(text, pair) : undefined, wanted);
}

/** The text with the lines that say how this machine encrypts a stack's secrets as the file has them now: those of another time may not fit. */
export function withEncryptionOf(text: string, current: string): string {
  const [document, now] = [parseDocument(text), parseDocument(current)];
  for (const key of ENCRYPTION_KEYS) {
    if (document.get(key) === now.get(key)) continue;
    if (now.has(key)) document.set(key, now.get(key, true));
    else document.delete(key);
  }
  return isDeepStrictEqual(document.toJS(), parseDocument(text).toJS()) ? text : document.toString({ lineWidth: 0 });
}

/** The edited text where it says what is wanted, or else the wanted document in the library's own layout. */
function edited(text: string | undefined, wanted: Document): string {
  const says = text === undefined ? undefined : (parseDocument(text).toJS() as unknown);
  return isDeepStrictEqual(says, wanted.toJS()) ? text! : wanted.toString({ lineWidth: 0 });
}

/** The text with a map of maps behind the last key of a map. */
function appended(text: string, map: YAMLMap.Parsed, keys: readonly string[], images: Images): string | undefined {
  const [first, end] = [map.items[0]?.key.range[0], map.items.at(-1)?.value?.range[2]];
  if (first === undefined || end === undefined) return undefined;
  const indentation = text.slice(text.lastIndexOf("\n", first - 1) + 1, first);
  const opening = keys.map((key, depth) => `${indentation}${"  ".repeat(depth)}${key}:\n`);
  const lines = Object.entries(images).map(
    ([key, digest]) => `${indentation}${"  ".repeat(keys.length)}${key}: ${digest}\n`,
  );
  const before = text.slice(0, end);
  return `${before}${before.endsWith("\n") ? "" : "\n"}${[...opening, ...lines].join("")}${text.slice(end)}`;
}

function cut(text: string, { key, value }: Pair<ParsedNode, ParsedNode | null>): string {
  const start = text.lastIndexOf("\n", key.range[0] - 1) + 1;
  return text.slice(0, start) + text.slice(value?.range[2] ?? key.range[2]);
}

function nameOf({ key }: Pair<ParsedNode, ParsedNode | null>): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}
