import { formatDuration } from "../../embedded/report";
import type { Colorize } from "../colors";
import { resourceName } from "../policy/table";
import { renderTable } from "../table";
import { oneLine } from "./escape";
import { ACTION_WORDS, certaintyWords, dangersOf, diffLines, reachWords, resourceWords } from "./lines";
import type { PreviewReport } from "./report";

const COLORS: Readonly<Record<string, Parameters<Colorize>[0]>> = { "+": "green", "-": "red", "!": "yellow" };

/** The report for a terminal. */
export function previewInWords(made: PreviewReport, colorize: Colorize): string {
  const report = printable(made) as PreviewReport;
  const sections = [
    [colorize("bold", oneLine(report.headline)), ...(report.substitute ? [report.substitute] : [])],
    dangers(report, colorize),
    changes(report),
    diffs(report, colorize),
    policy(report, colorize),
    [...forecast(report), ...radius(report)],
    drift(report, colorize),
    report.diagnostics.map(({ severity, message }) =>
      [colorize(severity === "error" ? "red" : "yellow", severity), message.split("\n").map(oneLine).join("\n  ")].join(
        ": ",
      ),
    ),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** Everything that others chose without what would move the cursor or change colours. */
function printable(value: unknown): unknown {
  if (typeof value === "string") return value.split("\n").map(oneLine).join("\n");
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(printable);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, printable(inner)]));
}

function dangers({ changes: all }: PreviewReport, colorize: Colorize): string[] {
  return dangersOf(all).map(({ owner, what, why, grave }) =>
    colorize(grave ? "red" : "yellow", `${oneLine(owner)}: ${what}. ${why.join(" ")}`.trim()),
  );
}

function changes({ changes: all, counts }: PreviewReport): string[] {
  const rows = all.map((change) => [
    oneLine(change.owner.name),
    resourceWords(change),
    ACTION_WORDS[change.action],
    certaintyWords(change),
  ]);
  return [
    ...(rows.length > 0 ? [renderTable(["COMPONENT", "RESOURCE", "IS", "HOW SURE"], rows)] : []),
    `${counts.unchanged} stay as they are, ${counts.hidden} that say nothing to anybody are hidden`,
  ];
}

function diffs({ changes: all }: PreviewReport, colorize: Colorize): string[] {
  return all
    .filter(({ properties, action }) => properties.length > 0 && action !== "create")
    .flatMap((change) => [
      resourceWords(change),
      ...change.properties.flatMap(diffLines).map((line) => `  ${colorize(COLORS[line[0]!] ?? "reset", line)}`),
    ]);
}

function policy({ policy: found }: PreviewReport, colorize: Colorize): string[] {
  if (!found) return [];
  const { added, standing, undecided, exemptions, compared } = found;
  return [
    ...added.map(
      (one) =>
        `${colorize(one.level === "mandatory" ? "red" : "yellow", compared ? "new" : one.level)} ${one.rule} by ` +
        `${oneLine(resourceName(one.urn))}: ${one.message}`,
    ),
    ...undecided.map(({ rule, message }) => `${colorize("yellow", "undecided")} ${rule}: ${message}`),
    ...exemptions.map(({ rule, resource, expires, days }) =>
      days < 0
        ? `the exemption of ${resource} from ${rule} ended on ${expires}`
        : `exempt: ${resource} from ${rule}, ends in ${days} days, on ${expires}`,
    ),
    `policies: ${added.length} ${compared ? "new" : "found"}, ${standing.length} that the target branch has too, ${undecided.length} undecided`,
  ];
}

function forecast({ forecast: learnt, changes: all }: PreviewReport): string[] {
  if (all.length === 0) return [];
  if (learnt.kind === "none") return ["duration: no history: nothing like it was recorded yet"];
  const [low, likely, high] = [learnt.low, learnt.likely, learnt.high].map((seconds) => formatDuration(seconds * 1000));
  const path = learnt.path.map(({ name, seconds }) => `${oneLine(name)} ${formatDuration(seconds * 1000)}`).join(", ");
  return [
    `duration: about ${likely}, between ${low} and ${high}, learnt from ${learnt.updates} updates; the rest waits for: ${path}`,
    ...(learnt.unknown.length > 0 ? [`no history for ${learnt.unknown.map(oneLine).join(", ")}`] : []),
  ];
}

function radius({ radius: { services, stores, hosts } }: PreviewReport): string[] {
  if (services.length === 0) return [];
  const words = services.map((service) => `${service.name} (${reachWords(service)})`).join(", ");
  return [
    `reaches: ${words}`,
    ...(stores.length > 0 ? [`data: ${stores.join(", ")}`] : []),
    ...(hosts.length > 0 ? [`addresses: ${hosts.join(", ")}`] : []),
  ];
}

function drift({ drift: found }: PreviewReport, colorize: Colorize): string[] {
  if (found === undefined) return [];
  if (found.length === 0) return ["drift: none"];
  return found.flatMap((one) => [
    colorize("yellow", `drift: ${resourceWords(one)} ${one.what === "gone" ? "is gone" : "was changed by hand"}`),
    ...one.properties.flatMap(diffLines).map((line) => `  ${line}`),
  ]);
}
