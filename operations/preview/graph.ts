import type { Action } from "./changes";
import { htmlText, oneLine } from "./escape";
import { ACTION_WORDS } from "./lines";
import type { PreviewReport } from "./report";

/** A component in the graph. */
interface Node {
  readonly name: string;
  /** What becomes of its resources, the gravest first; empty where a change only reaches it. */
  readonly actions: readonly (readonly [Action, number])[];
}

/** What is drawn at most: beyond that nobody reads it, least of all on a phone. */
const MOST_NODES = 48;

/** Measures of the drawing, in its own units: three boxes beside each other fill a phone. */
const BOX = { width: 112, height: 44, gapX: 12, gapY: 30, perRow: 3, margin: 6 };
const LONGEST_NAME = 15;
const LONGEST_WORDS = 18;

const GRAVITY: readonly Action[] = ["delete", "replace", "update", "create", "import", "forget"];

/** The graph of a change as SVG: what changes and whom it reaches, callers above whom they call, coloured by action. */
export function graphOf(report: PreviewReport): { svg: string; left: number } {
  const all = nodesOf(report);
  const nodes = all.slice(0, MOST_NODES);
  const rows = rowsOf(nodes, report.calls);
  const places = new Map<string, { x: number; y: number }>();
  const full = BOX.perRow * (BOX.width + BOX.gapX) - BOX.gapX;
  rows.forEach((row, line) => {
    const width = row.length * (BOX.width + BOX.gapX) - BOX.gapX;
    row.forEach(({ name }, column) => {
      const x = BOX.margin + (full - width) / 2 + column * (BOX.width + BOX.gapX);
      places.set(name, { x, y: BOX.margin + line * (BOX.height + BOX.gapY) });
    });
  });
  const [width, height] = [full + 2 * BOX.margin, rows.length * (BOX.height + BOX.gapY) - BOX.gapY + 2 * BOX.margin];
  const edges = report.calls.flatMap(({ from, to }) => {
    const [a, b] = [places.get(from), places.get(to)];
    return a && b && from !== to ? [edge(a, b)] : [];
  });
  const boxes = nodes.map((node) => box(node, places.get(node.name)!));
  const title = `Graph of the change: ${all.length} components`;
  const svg =
    `<svg viewBox="0 0 ${width} ${Math.max(height, 1)}" role="img" aria-label="${title}">` +
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">` +
    `<path d="M0 0L8 4L0 8z"/></marker></defs>${edges.join("")}${boxes.join("")}</svg>`;
  return { svg, left: all.length - nodes.length };
}

function nodesOf({ changes, radius }: PreviewReport): Node[] {
  const owners = Map.groupBy(changes, ({ owner }) => owner.name);
  const changed = [...owners].map(([name, own]): Node => {
    const actions = [...Map.groupBy(own, ({ action }) => action)].map(
      ([action, { length }]) => [action, length] as const,
    );
    return { name, actions: actions.toSorted(([a], [b]) => GRAVITY.indexOf(a) - GRAVITY.indexOf(b)) };
  });
  const gravity = ({ actions }: Node) => (actions[0] ? GRAVITY.indexOf(actions[0][0]) : GRAVITY.length);
  const reached = radius.services
    .filter(({ name }) => !owners.has(name))
    .map(({ name }): Node => ({ name, actions: [] }));
  return [...changed, ...reached].toSorted((a, b) => gravity(a) - gravity(b));
}

/** Lays components out in rows: whoever calls stands above whom it calls, as far as there are no circles. */
function rowsOf(nodes: readonly Node[], calls: PreviewReport["calls"]): Node[][] {
  const names = new Set(nodes.map(({ name }) => name));
  const callers = new Map<string, string[]>();
  for (const { from, to } of calls) {
    if (from !== to && names.has(from) && names.has(to)) callers.set(to, [...(callers.get(to) ?? []), from]);
  }
  const depths = new Map<string, number>();
  const depthOf = (name: string, seen: ReadonlySet<string>): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    if (seen.has(name)) return 0;
    const above = callers.get(name) ?? [];
    const depth = Math.max(-1, ...above.map((caller) => depthOf(caller, new Set([...seen, name])))) + 1;
    depths.set(name, depth);
    return depth;
  };
  const layers = Map.groupBy(nodes, ({ name }) => depthOf(name, new Set()));
  return [...layers]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([, layer]) =>
      Array.from({ length: Math.ceil(layer.length / BOX.perRow) }, (_, row) =>
        layer.slice(row * BOX.perRow, (row + 1) * BOX.perRow),
      ),
    );
}

function edge(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const isBelow = to.y > from.y;
  const [y1, y2] = isBelow ? [from.y + BOX.height, to.y] : [from.y, to.y + BOX.height];
  const [x1, x2] = [from.x + BOX.width / 2, to.x + BOX.width / 2];
  const bend = (y1 + y2) / 2;
  return `<path class="edge" d="M${x1} ${y1}C${x1} ${bend} ${x2} ${bend} ${x2} ${y2}" marker-end="url(#arrow)"/>`;
}

function box({ name, actions }: Node, { x, y }: { x: number; y: number }): string {
  const title = oneLine(name);
  const label = title.length > LONGEST_NAME ? `${title.slice(0, LONGEST_NAME - 1)}…` : title;
  const words = actions.map(([action, count]) => `${count} ${ACTION_WORDS[action]}`).join(", ") || "reached";
  const short = words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS - 1)}…` : words;
  const middle = x + BOX.width / 2;
  return (
    `<g class="node ${actions[0]?.[0] ?? "reached"}"><title>${htmlText(`${title}: ${words}`)}</title>` +
    `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>` +
    `<text class="name" x="${middle}" y="${y + 18}">${htmlText(label)}</text>` +
    `<text class="what" x="${middle}" y="${y + 34}">${htmlText(short)}</text></g>`
  );
}
