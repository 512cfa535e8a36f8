import { z } from "zod";
import { exclusionOf, type Selection } from "./selections";

/** The suite's own report, as far as it is read here: https://onsi.github.io/ginkgo/#generating-machine-readable-reports. */
const ginkgoSchema = z.array(
  z.object({
    SpecReports: z.array(
      z.object({
        ContainerHierarchyTexts: z.array(z.string()).nullable(),
        LeafNodeType: z.string(),
        LeafNodeText: z.string(),
        State: z.string(),
        RunTime: z.number(),
        Failure: z.object({ Message: z.string() }).optional(),
      }),
    ),
  }),
);

/** One case and how it ended. */
export interface Case {
  title: string;
  result: "passed" | "failed" | "skipped";
  /** Seconds it took. */
  seconds: number;
  /** Why it failed or was skipped, one line. */
  reason?: string;
}

/**
 * Reads the suite's report.
 *
 * @param json what the suite wrote
 * @returns the cases of the selection, those that were not run with the reason
 * @throws Error if it is not such a report
 */
export function readReport(json: unknown, selection: Selection): Case[] {
  return ginkgoSchema
    .parse(json)
    .flatMap(({ SpecReports }) => SpecReports)
    .filter(({ LeafNodeType }) => LeafNodeType === "It")
    .map((spec): Case & { state: string } => {
      const title = [...(spec.ContainerHierarchyTexts ?? []), spec.LeafNodeText].join(" ");
      const seconds = Math.round(spec.RunTime / 1e9);
      return { title, seconds, state: spec.State, ...outcomeOf(title, spec.State, spec.Failure?.Message) };
    })
    .filter(({ title }) => selection.cases.test(title))
    .map(({ title, result, seconds, reason }) => ({ title, result, seconds, reason }));
}

function outcomeOf(title: string, state: string, message?: string): Pick<Case, "result" | "reason"> {
  if (state === "passed") return { result: "passed" };
  const reason = message?.trim().split("\n")[0];
  if (state !== "skipped" && state !== "pending") return { result: "failed", reason: reason ?? state };
  return { result: "skipped", reason: reason ?? exclusionOf(title) ?? "was not reached" };
}

/** Which versions ran what, and when. */
export interface Circumstances {
  /** Day of the run, such as 2026-11-30. */
  date: string;
  kubernetes: string;
  /** The kernel's release. */
  kernel: string;
  /** The command that makes the page. */
  command: string;
}

/** The page of a run. */
export function renderPage(selection: Selection, cases: readonly Case[], circumstances: Circumstances): string {
  const { date, kubernetes, kernel, command } = circumstances;
  // The suite runs them in another order each time.
  const of = (result: Case["result"]): Case[] =>
    cases.filter((one) => one.result === result).sort((a, b) => (a.title < b.title ? -1 : 1));
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  const table = (heads: string[], rows: string[][]): string =>
    [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");
  const section = (title: string, result: Case["result"], heads: string[], row: (one: Case) => string[]): string[] => {
    const found = of(result);
    return found.length === 0 ? [] : [`## ${title}`, table(heads, found.map(row))];
  };
  return [
    `# ${selection.title}: Kubernetes' own end-to-end cases`,
    `Made by \`${command}\` on the embedded cluster, ${date}: Kubernetes ${kubernetes}, Linux ${kernel}.`,
    `${of("passed").length} passed, ${of("failed").length} failed, ${of("skipped").length} skipped.`,
    ...section("Failed", "failed", ["case", "why"], ({ title, reason }) => [title, reason ?? ""]),
    ...section("Skipped", "skipped", ["case", "why"], ({ title, reason }) => [title, reason ?? ""]),
    ...section("Passed", "passed", ["case", "seconds"], ({ title, seconds }) => [title, String(seconds)]),
  ].join("\n\n");
}
