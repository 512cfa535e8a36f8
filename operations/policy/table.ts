import type { Severity } from "../../policy/lib/rule";
import type { Colorize } from "../colors";
import { renderTable } from "../table";
import type { Judgement, StackVerdict } from "./gate";

const COLORS: Readonly<Record<Severity, Parameters<Colorize>[0]>> = {
  critical: "red",
  high: "red",
  medium: "yellow",
  low: "dim",
};

const WORDS: Readonly<Record<Judgement, string>> = {
  kept: "passed",
  broken: "failed",
  undecided: "could not be judged",
};

const COLORS_OF: Readonly<Record<Judgement, Parameters<Colorize>[0]>> = {
  kept: "green",
  broken: "red",
  undecided: "yellow",
};

/** The verdicts for people: a table by severity, what could not be judged, every exemption in force, and the sum. */
export function verdictsInWords(verdicts: readonly StackVerdict[], colorize: Colorize): string {
  return `${verdicts.map((verdict) => verdictInWords(verdict, colorize)).join("\n")}\n`;
}

function verdictInWords(verdict: StackVerdict, colorize: Colorize): string {
  const lines = [colorize("bold", `Stack ${verdict.stack}`) + `, ${verdict.judged}`];
  if (verdict.fault !== undefined) {
    lines.push(verdict.fault, colorize(COLORS_OF.undecided, WORDS.undecided), "");
    return lines.join("\n");
  }
  if (verdict.violations.length > 0) {
    const rows = verdict.violations.map((one) => [one.severity, one.level, one.rule, resourceName(one.urn)]);
    lines.push(renderTable(["SEVERITY", "LEVEL", "RULE", "RESOURCE"], rows), "");
    lines.push(...verdict.violations.map((one) => `${colorize(COLORS[one.severity], one.rule)}: ${one.message}`));
  }
  for (const one of verdict.undecided) {
    lines.push(
      `${colorize("yellow", "undecided")} ${one.rule}: ${one.message}. The state decides after the update: npm run policy -- --state`,
    );
  }
  for (const one of verdict.proved) lines.push(`${one.rule} cannot be judged in the preview; the state proves it`);
  for (const one of verdict.remediations) lines.push(`${one.rule} fixes ${resourceName(one.urn)}`);
  for (const one of verdict.exemptions) {
    const until = one.expired ? colorize("red", `ended on ${one.expires}`) : `until ${one.expires}`;
    lines.push(`exempt: ${one.resource} from ${one.rule}, ${until} (${one.owner}: ${one.reason})`);
  }
  lines.push(colorize(COLORS_OF[verdict.judgement], summary(verdict)), "");
  return lines.join("\n");
}

function summary({ violations, undecided, exemptions, judgement }: StackVerdict): string {
  const mandatory = violations.filter((one) => one.level === "mandatory").length;
  const expired = exemptions.filter((one) => one.expired).length;
  const parts = [
    `${mandatory} mandatory and ${violations.length - mandatory} advisory violations`,
    `${undecided.length} undecided`,
    `${exemptions.length} exemptions${expired > 0 ? `, ${expired} of them over` : ""}`,
  ];
  return `${WORDS[judgement]}: ${parts.join(", ")}`;
}

/** The name of a resource, from its URN. */
export function resourceName(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
