/** A step of a path: the name of a property, the position in a list, or `*` for every one of either. */
export type PathElement = string | number;

const LARGEST = 2n ** 63n;

/**
 * Reads a property path of Pulumi, such as one of `ignoreChanges`: `spec.containers[0].image`, `data["a.b"][*]`. Only a quotation mark
 * is escaped by a backslash.
 *
 * @throws Error for what the engine does not take for a path either: what is not an index between brackets, what is not closed, a dot in
 *   front of everything or behind it.
 */
export function parsePath(text: string): PathElement[] {
  const refuse = (why: string): never => {
    throw new Error(`"${text}" is not a property path: ${why}. Write it as in spec.ports[0].port or data["a.b"].`);
  };
  if (text.startsWith(".")) refuse("it begins with a dot");
  if (text.endsWith(".")) refuse("it ends with a dot");
  const elements: PathElement[] = [];
  const parts = /(\.+)|\["((?:\\"|\\(?!")|[^"\\])*)"\]|\[([^"\]][^\]]*)\]|([^.[]+)/gy;
  let end = 0;
  for (const match of text.matchAll(parts)) {
    const [, , quoted, index, name] = match;
    if (quoted !== undefined) elements.push(quoted.replaceAll('\\"', '"'));
    else if (index !== undefined) elements.push(index === "*" ? index : position(index, refuse));
    else if (name !== undefined) elements.push(name);
    end = match.index + match[0].length;
  }
  if (end < text.length) refuse(`${JSON.stringify(text.slice(end))} is not closed, or no index`);
  return elements;
}

/** Writes a property path as Pulumi does: `spec.ports[0].port`, `metadata.annotations["a.b/c"]`. */
export function writePath(path: readonly PathElement[]): string {
  return path.reduce<string>((text, element) => {
    if (typeof element === "number") return `${text}[${element}]`;
    if (/[."[\]]/.test(element)) return `${text}["${element.replaceAll('"', '\\"')}"]`;
    return text ? `${text}.${element}` : element;
  }, "");
}

function position(text: string, refuse: (why: string) => never): number {
  if (!/^[+-]?\d+$/.test(text)) refuse(`${JSON.stringify(text)} is not an index`);
  const value = BigInt(text.replace("+", ""));
  if (value < -LARGEST || value >= LARGEST) refuse(`${text} is too large for an index`);
  return Number(value);
}
