import { formatDuration } from "../../embedded/report";
import { resourceName } from "../policy/table";
import { kindOf, type Change } from "./changes";
import { htmlText, oneLine } from "./escape";
import { graphOf } from "./graph";
import { ACTION_WORDS, certaintyWords, dangersOf, diffLines, reachWords } from "./lines";
import type { PreviewReport } from "./report";

/** Everything that the page looks like; nothing is fetched. Colours keep a contrast of 4.5 to 1 in light and dark. */
const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#57606a;--line:#d0d7de;--red:#b42318;--redbg:#fdecea;--amber:#8a5300;--amberbg:#fff4e0;--green:#116329;--greenbg:#e6f6ea;--blue:#0550ae;--bluebg:#e7f1fd;--greybg:#f3f4f6}
@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--dim:#9aa4af;--line:#30363d;--red:#ff8a80;--redbg:#3b1614;--amber:#f2c069;--amberbg:#36270d;--green:#7ee29a;--greenbg:#0f2f1a;--blue:#8cc4ff;--bluebg:#0f2742;--greybg:#1c2128}}
*{box-sizing:border-box}body{margin:0 auto;padding:12px;max-width:960px;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.25rem;line-height:1.3;margin:.2em 0 .6em}h2{font-size:1.05rem;margin:1.4em 0 .4em}
code,pre,text{font-family:ui-monospace,Menlo,Consolas,monospace}code{font-size:.9em}pre{overflow-x:auto;margin:.4em 0;padding:8px;border:1px solid var(--line);border-radius:6px;font-size:.8rem;line-height:1.45}
.danger{border-left:4px solid var(--red);background:var(--redbg);padding:8px 12px;border-radius:6px}.danger h2{color:var(--red);margin:.1em 0}
ul{padding-left:1.2em;margin:.3em 0}summary{cursor:pointer;padding:6px 0;min-height:32px}.dim{color:var(--dim)}
.chip{display:inline-block;padding:0 8px;border-radius:10px;font-size:.8rem;white-space:nowrap}
.delete,.replace{--c:var(--red);--b:var(--redbg)}.update{--c:var(--amber);--b:var(--amberbg)}.create{--c:var(--green);--b:var(--greenbg)}.import{--c:var(--blue);--b:var(--bluebg)}.forget,.reached{--c:var(--dim);--b:var(--greybg)}
.chip{color:var(--c);background:var(--b);border:1px solid var(--c)}.node rect{fill:var(--b);stroke:var(--c);stroke-width:1.5}
svg{display:block;width:100%;height:auto;max-width:640px;margin:0 auto}svg text{text-anchor:middle;fill:var(--fg)}svg .name{font-size:12px;font-weight:600}svg .what{font-size:10px;fill:var(--c)}.edge{fill:none;stroke:var(--dim);stroke-width:1}marker path{fill:var(--dim)}
.add{color:var(--green)}.del{color:var(--red)}.mark{color:var(--amber)}`;

/** The report as one page that needs nothing else: no script, no network. */
export function previewPage(report: PreviewReport): string {
  const body = [
    `<h1>${text(report.headline)}</h1>`,
    ...(report.complete ? [] : ['<div class="danger"><h2>The preview failed</h2>What follows is not all.</div>']),
    ...(report.substitute ? [`<p class="dim">${text(report.substitute)}</p>`] : []),
    ...dangers(report),
    ...graph(report),
    ...policy(report),
    ...facts(report),
    ...changes(report),
    ...drift(report),
    ...messages(report),
  ];
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${text(report.headline)}</title><style>${STYLE}</style></head><body>`,
    ...body,
    "</body></html>\n",
  ].join("\n");
}

const text = (value: string) => htmlText(oneLine(value));
const code = (value: string) => `<code>${text(value)}</code>`;
const list = (items: readonly string[]) => `<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;

function dangers({ changes: all }: PreviewReport): string[] {
  const found = dangersOf(all);
  if (found.length === 0) return [];
  const items = found.map(
    ({ owner, what, why }) => `${code(owner)} <strong>${text(what)}</strong>. ${why.map(text).join(" ")}`,
  );
  return [`<section class="danger"><h2>Replaced, deleted or stopped</h2>${list(items)}</section>`];
}

function graph(report: PreviewReport): string[] {
  if (report.changes.length === 0) return [];
  const { svg, left } = graphOf(report);
  const more = left > 0 ? `<p class="dim">${left} more components are in the list below.</p>` : "";
  return [`<section><h2>What changes, and whom it reaches</h2>${svg}${more}</section>`];
}

function policy({ policy: found }: PreviewReport): string[] {
  if (!found) return [];
  const { added, standing, undecided, exemptions, compared } = found;
  const item = (one: (typeof added)[number]) =>
    `<strong>${text(one.severity)}</strong>, ${text(one.level)}: ${code(one.rule)} by ${code(resourceName(one.urn))}: ${text(one.message)}`;
  const ending = exemptions.map(
    ({ rule, resource, expires, days }) =>
      `${code(resource)} from ${code(rule)} ${days < 0 ? "ended on" : `ends in ${days} days, on`} ${text(expires)}`,
  );
  return [
    `<section><h2>Policies</h2>`,
    added.length > 0 ? list(added.map(item)) : `<p>Nothing ${compared ? "new" : "found"}.</p>`,
    undecided.length > 0
      ? list(undecided.map(({ rule, message }) => `undecided: ${code(rule)}: ${text(message)}`))
      : "",
    ending.length > 0 ? list(ending) : "",
    standing.length > 0
      ? `<details><summary>${standing.length} that the target branch has too</summary>${list(standing.map(item))}</details>`
      : "",
    "</section>",
  ].filter(Boolean);
}

function facts({ forecast, radius, changes: all }: PreviewReport): string[] {
  if (all.length === 0) return [];
  const { services, stores, hosts } = radius;
  const reached = services.map((service) => `${code(service.name)} (${text(reachWords(service))})`).join(", ");
  const duration =
    forecast.kind === "none"
      ? "no history: nothing like it was recorded yet"
      : `about ${seconds(forecast.likely)}, between ${seconds(forecast.low)} and ${seconds(forecast.high)}, learnt from ` +
        `${forecast.updates} updates; the rest waits for ${forecast.path.map(({ name, seconds: one }) => `${code(name)} ${seconds(one)}`).join(" → ")}`;
  return [
    `<section><h2>Duration and reach</h2>`,
    list([
      `Duration: ${duration}`,
      `Services: ${reached || "none"}`,
      `Data: ${stores.map(code).join(", ") || "none"}`,
      `Addresses: ${hosts.map(code).join(", ") || "none"}`,
    ]),
    "</section>",
  ];
}

const seconds = (value: number) => formatDuration(value * 1000);

function changes({ changes: all, counts }: PreviewReport): string[] {
  const owners = [...Map.groupBy(all, ({ owner }) => owner.name)];
  const note = `<p class="dim">${counts.unchanged} stay as they are; ${counts.hidden} that say nothing to anybody are hidden.</p>`;
  return [
    `<section><h2>Resources by component</h2>`,
    ...owners.map(([owner, own]) => `<h3>${code(owner)}</h3>${own.map(change).join("\n")}`),
    note,
    "</section>",
  ];
}

function change(one: Change): string {
  const head = `<span class="chip ${one.action}">${ACTION_WORDS[one.action]}</span> ${text(kindOf(one.type))} ${code(one.name)} <em class="dim">${text(certaintyWords(one))}</em>`;
  const lines = one.properties.flatMap(diffLines);
  return lines.length === 0
    ? `<div>${head}</div>`
    : `<details><summary>${head}</summary><pre>${lines.map(diffLine).join("\n")}</pre></details>`;
}

const CLASSES: Readonly<Record<string, string>> = { "+": "add", "-": "del", "!": "mark" };

function diffLine(line: string): string {
  return `<span class="${CLASSES[line[0]!] ?? ""}">${text(line)}</span>`;
}

function drift({ drift: found }: PreviewReport): string[] {
  if (found === undefined) return [];
  const items = found.map(
    ({ type, name, what, properties }) =>
      `${text(kindOf(type))} ${code(name)} ${what === "gone" ? "is gone" : "was changed by hand"}` +
      `<pre>${properties.flatMap(diffLines).map(diffLine).join("\n")}</pre>`,
  );
  return [`<section><h2>Drift</h2>${items.length > 0 ? list(items) : "<p>None.</p>"}</section>`];
}

function messages({ diagnostics }: PreviewReport): string[] {
  if (diagnostics.length === 0) return [];
  const items = diagnostics.map(
    ({ severity, message }) => `<strong>${severity}</strong><pre>${message.split("\n").map(text).join("\n")}</pre>`,
  );
  return [`<section><h2>Messages</h2>${list(items)}</section>`];
}
