import { formatDuration } from "../../embedded/report";
import type { Violation } from "../policy/events";
import { resourceName } from "../policy/table";
import { kindOf, type Change } from "./changes";
import type { Drift } from "./drift";
import { markdownBlock, markdownCode, markdownText, oneLine } from "./escape";
import { fit, type Part } from "./fit";
import { ACTION_WORDS, dangersOf, diffLines, reachWords, type Danger } from "./lines";
import { isDanger, type PreviewReport } from "./report";

/** What forges take, with some room: GitHub's limit is 65,536 characters. */
export const COMMENT_LIMIT = 65_000;

/** Lines of the diff of one resource that a comment shows at most. */
const DIFF_LINES = 60;

const ICONS: Readonly<Record<Change["action"], string>> = {
  create: "🟢",
  update: "🟡",
  replace: "🔴",
  delete: "🔴",
  import: "🔵",
  forget: "⚪",
};

/** The line by which a comment is found again, to be updated in place. */
export const commentMarker = (stack: string) => `<!-- platform-preview:${stack} -->`;

/** A comment, and what of the report is not in it. */
export interface Comment {
  readonly text: string;
  /** How many resources, findings and the like did not fit. */
  readonly left: number;
}

/**
 * The report as one Markdown comment, for GitHub and GitLab.
 *
 * @param limit the most characters that it may have
 * @param artefact name of the file with the whole report, which a comment that has not room for everything refers to
 */
export function markdownComment(report: PreviewReport, limit = COMMENT_LIMIT, artefact = "the JSON report"): Comment {
  const head = `${commentMarker(report.stack)}\n### ${markdownText(report.headline)}`;
  const foot = (left: number) =>
    left === 0
      ? footer(report)
      : `> [!NOTE]\n> ${left} entries do not fit into a comment. Everything is in ${markdownCode(artefact)}.\n\n${footer(report)}`;
  const room = limit - head.length - foot(99_999).length - 8;
  const { text, left } = fit(parts(report, limit === Infinity ? Infinity : DIFF_LINES), room);
  return { text: `${[head, text, foot(left)].filter(Boolean).join("\n\n")}\n`, left };
}

function parts(report: PreviewReport, longestDiff: number): Part[] {
  return [
    ...notes(report),
    ...dangers(report),
    ...findings(report),
    ...table(report),
    ...diffs(report, longestDiff),
    ...forecast(report),
    ...radius(report),
    ...drift(report),
    ...standing(report),
    ...diagnostics(report),
  ];
}

const one = (rank: number, text: string): Part => ({ rank, items: [text], more: () => "" });

function notes({ complete, substitute }: PreviewReport): Part[] {
  return [
    ...(complete
      ? []
      : [one(0, "> [!CAUTION]\n> The preview failed: what follows is not all. The messages below say why.")]),
    ...(substitute === undefined ? [] : [one(1, `_${markdownText(substitute)}_`)]),
  ];
}

function dangers({ changes }: PreviewReport): Part[] {
  const dangers = dangersOf(changes);
  if (dangers.length === 0) return [];
  const number = changes.filter(isDanger).length;
  const line = ({ owner, grave, what, why }: Danger) =>
    `> - ${markdownCode(owner)} ${grave ? `**${markdownText(what)}**` : markdownText(what)}. ${why.map(markdownText).join(" ")}`;
  return [
    {
      rank: 0,
      before: `> [!CAUTION]\n> **${number} ${number === 1 ? "resource is" : "resources are"} replaced, deleted or stopped**\n`,
      items: dangers.map((danger) => line(danger).trimEnd()),
      more: (left) => `> - … and of ${left} more components`,
    },
  ];
}

function findings({ policy }: PreviewReport): Part[] {
  if (!policy) return [];
  const { added, undecided, exemptions, compared, gone } = policy;
  const parts: Part[] = [];
  if (added.length > 0) {
    const title = compared ? "New policy findings" : "Policy findings (no result of the target branch to compare with)";
    parts.push({ rank: 2, before: `**${title}: ${added.length}**\n\n`, items: added.map(finding), more: moreItems });
  } else {
    const fixed = gone > 0 ? `, ${gone} of the target branch are gone` : "";
    parts.push(one(2, `Policies: nothing ${compared ? "new" : "found"}${fixed}.`));
  }
  if (undecided.length > 0) {
    parts.push({
      rank: 2,
      before: "**Undecided until the update**\n\n",
      items: undecided.map(({ rule, message }) => `- ${markdownCode(rule)}: ${markdownText(message)}`),
      more: moreItems,
    });
  }
  if (exemptions.length > 0) {
    parts.push({
      rank: 3,
      before: "**Exemptions that end**\n\n",
      items: exemptions.map(
        ({ rule, resource, owner, expires, days }) =>
          `- ${markdownCode(resource)} from ${markdownCode(rule)} (${markdownText(owner)}): ` +
          (days < 0 ? `**ended on ${markdownText(expires)}**` : `in ${days} days, on ${markdownText(expires)}`),
      ),
      more: moreItems,
    });
  }
  return parts;
}

const finding = ({ rule, severity, level, urn, message }: Violation) =>
  `- **${markdownText(severity)}**, ${markdownText(level)}: ${markdownCode(rule)} by ${markdownCode(resourceName(urn))}: ${markdownText(message)}`;

const moreItems = (left: number) => `- … and ${left} more`;

function table({ changes, counts }: PreviewReport): Part[] {
  const hidden = [
    counts.hidden > 0
      ? `${counts.hidden} that say nothing to anybody (components, settings of plugins) are hidden`
      : "",
    `${counts.unchanged} stay as they are`,
  ];
  const note = `\n\n_${sentence(hidden.filter(Boolean).join("; "))}._`;
  if (changes.length === 0) return [one(4, `No resource changes. ${note.trim()}`)];
  const rows = byOwner(changes).flatMap(([owner, own]) =>
    own.map((change, index) => {
      const certainty = change.certain ? "certain" : "depends on a value that is not known yet";
      const cells = [
        index === 0 ? markdownCode(owner) : "",
        `${kindOf(change.type)} ${markdownCode(change.name)}`,
        `${ICONS[change.action]} ${ACTION_WORDS[change.action]}`,
        `*${certainty}*`,
      ];
      return `| ${cells.join(" | ")} |`;
    }),
  );
  return [
    {
      rank: 4,
      before: "| component | resource | what happens | how sure |\n| --- | --- | --- | --- |\n",
      items: rows,
      after: note,
      more: (left) => `| … | ${left} more resources | | |`,
    },
  ];
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function byOwner(changes: readonly Change[]): [string, Change[]][] {
  return [...Map.groupBy(changes, ({ owner }) => owner.name)].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function diffs({ changes }: PreviewReport, longest: number): Part[] {
  const items = byOwner(changes).flatMap(([owner, own]) => {
    const blocks = own
      .filter(({ properties, noise }) => properties.length + noise > 0)
      .map((change) => diffOf(change, longest));
    return blocks.length > 0 ? [folded(`${markdownCode(owner)}: what differs`, blocks.join("\n\n"))] : [];
  });
  return items.length === 0
    ? []
    : [{ rank: 6, items, more: (left) => `_What differs in ${left} more components does not fit here._` }];
}

function diffOf(change: Change, longest: number): string {
  const lines = change.properties.flatMap(diffLines);
  const left = lines.length - longest;
  return [
    `${kindOf(change.type)} ${markdownCode(change.name)} ${ACTION_WORDS[change.action]}`,
    markdownBlock("diff", [...lines.slice(0, longest), ...(left > 0 ? [`# … and ${left} more lines`] : [])]),
    ...(change.noise > 0 ? [`_${change.noise} properties that plugins keep for themselves are hidden._`] : []),
  ].join("\n\n");
}

function folded(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

function forecast({ forecast, changes }: PreviewReport): Part[] {
  if (changes.length === 0) return [];
  if (forecast.kind === "none") return [one(5, "**Duration**: no history: nothing like it was recorded yet.")];
  const { low, likely, high, path, updates, unknown } = forecast;
  const [from, about, to] = [low, likely, high].map((seconds) => formatDuration(seconds * 1000));
  const steps = path.map(({ name, seconds }) => `${markdownCode(name)} ${formatDuration(seconds * 1000)}`).join(" → ");
  const gap = unknown.length > 0 ? ` No history for ${unknown.map(markdownCode).join(", ")}.` : "";
  return [
    one(
      5,
      `**Duration**: about ${about}, between ${from} and ${to}, learnt from ${updates} ${updates === 1 ? "update" : "updates"}.` +
        `${steps ? ` What the rest waits for: ${steps}.` : ""}${gap}`,
    ),
  ];
}

function radius({ radius: { services, stores, hosts } }: PreviewReport): Part[] {
  if (services.length + stores.length + hosts.length === 0) return [];
  const list = (texts: readonly string[]) => (texts.length > 0 ? texts.map(markdownCode).join(", ") : "none");
  const reached = services.map((service) => `${markdownCode(service.name)} (${markdownText(reachWords(service))})`);
  return [
    one(
      5,
      `**Blast radius**: services ${reached.join(", ") || "none"}; data ${list(stores)}; addresses ${list(hosts)}.`,
    ),
  ];
}

function drift({ drift }: PreviewReport): Part[] {
  if (drift === undefined) return [];
  if (drift.length === 0) return [one(7, "**Drift**: none, everything is as the last update left it.")];
  const item = ({ name, type, what, properties }: Drift) =>
    folded(
      `${kindOf(type)} ${markdownCode(name)} ${what === "gone" ? "is gone" : "was changed by hand"}`,
      properties.length > 0 ? markdownBlock("diff", properties.flatMap(diffLines)) : "The next refresh forgets it.",
    );
  return [
    {
      rank: 7,
      before: `**Drift**: ${drift.length} ${drift.length === 1 ? "resource is" : "resources are"} not as the last update left them; not a part of this change.\n\n`,
      items: drift.map(item),
      more: (left) => `_${left} more have drifted._`,
    },
  ];
}

function standing({ policy }: PreviewReport): Part[] {
  if (!policy || policy.standing.length === 0) return [];
  const { standing } = policy;
  const rules = [...Map.groupBy(standing, ({ rule, level }) => `${level} ${rule}`).values()];
  const line = (own: Violation[]) =>
    `- **${markdownText(own[0]!.severity)}**, ${markdownText(own[0]!.level)}: ${markdownCode(own[0]!.rule)} by ` +
    own.map(({ urn }) => markdownCode(resourceName(urn))).join(", ");
  return [
    {
      rank: 8,
      before: `<details><summary>${standing.length} policy findings that the target branch has too</summary>\n\n`,
      items: rules.map(line),
      after: "\n\n</details>",
      more: moreItems,
    },
  ];
}

function diagnostics({ diagnostics, complete }: PreviewReport): Part[] {
  if (diagnostics.length === 0) return [];
  const lines = diagnostics.map(({ severity, message, resource }) =>
    markdownBlock("", [
      `${severity}${resource ? ` (${oneLine(resource)})` : ""}:`,
      ...message.split("\n").map(oneLine),
    ]),
  );
  const title = `${diagnostics.length} ${diagnostics.length === 1 ? "message" : "messages"}`;
  return complete
    ? [
        {
          rank: 9,
          before: `<details><summary>${title}</summary>\n\n`,
          items: lines,
          after: "\n\n</details>",
          more: moreItems,
        },
      ]
    : [{ rank: 1, items: lines, more: moreItems }];
}

function footer({ stack }: PreviewReport): string {
  return `<sub>Made by <code>platform preview --stack ${markdownText(stack)}</code>; secrets are masked.</sub>`;
}
