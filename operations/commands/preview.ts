import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { clusterLayout } from "../../embedded/cluster/layout";
import { Supervisor } from "../../embedded/cluster/supervisor";
import { colorsFor } from "../colors";
import { resolveTarget } from "../environment";
import { previewTargetOf, type PreviewTarget } from "../policy/preview-target";
import { environmentOf, prepareTarget } from "../prepare";
import { readBase } from "../preview/base";
import { previewStack, type PreviewTerms } from "../preview/preview";
import { Records } from "../preview/records";
import type { PreviewReport } from "../preview/report";
import { scoresInWords, summarizeScores } from "../preview/score";
import { fileFor, writeReports, type ReportFiles } from "../preview/write";
import { ensureStack } from "../pulumi";
import { existingStackFile } from "../stack-cluster";
import { runSteps } from "../steps";

/** What `preview` accepts. */
export interface PreviewOptions extends ReportFiles {
  /** The stacks to preview. */
  stack: string[];
  json: boolean;
  /** Also look for what was changed behind the program's back. */
  refresh: boolean;
  /** Whether the policy packs are asked too. */
  policy: boolean;
  /** File with the JSON of a preview of the target branch. */
  against?: string;
  /** Prints how well earlier previews have foretold the updates, instead of a preview. */
  score: boolean;
  /** Previews without secrets and cluster, against this export of the last state. */
  untrusted?: string;
  /** Writes such an export, instead of a preview. */
  export?: string;
}

/**
 * Says what an update of each stack would do, as people read it, and changes nothing.
 *
 * @throws Error when a preview fails; what it found until then is printed and written all the same
 */
export async function preview(options: PreviewOptions): Promise<void> {
  const stacks = options.stack;
  for (const stack of stacks) existingStackFile(stack);
  if (options.score) return printScores(stacks, options.json);
  if (options.untrusted !== undefined && options.refresh)
    throw new Error("A preview that nobody trusts reaches no cluster to look for drift in: leave out --refresh.");
  for (const file of [options.markdown, options.html, options.untrusted, options.export])
    if (file !== undefined) fileFor(file, stacks);
  const base = options.against === undefined ? undefined : readBase(options.against);
  if (options.export !== undefined) return exportStates(stacks, options.export);
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-preview-"));
  const reports: PreviewReport[] = [];
  try {
    for (const stack of stacks) {
      const terms: PreviewTerms = { policy: options.policy, refresh: options.refresh, base: base?.get(stack) };
      const run = async () => void reports.push(await previewOf(stack, options, terms, work));
      await runSteps([{ title: `Preview of ${stack}`, run }]);
    }
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  writeReports(reports, options);
  if (options.json) process.stdout.write(`${JSON.stringify(reports, undefined, 2)}\n`);
  else await print(reports);
  const failed = reports.filter(({ complete }) => !complete).map(({ stack }) => stack);
  if (failed.length > 0) throw new Error(`The preview of ${failed.join(", ")} failed: the messages above say why.`);
}

async function previewOf(
  stack: string,
  { untrusted, stack: stacks }: PreviewOptions,
  terms: PreviewTerms,
  work: string,
): Promise<PreviewReport> {
  if (untrusted === undefined) return previewStack(stack, await placeOf(stack, work), terms);
  const { untrustedPlace } = await import("../preview/untrusted/place");
  const environment = await environmentOf(resolveTarget(stack));
  const place = await untrustedPlace(stack, fileFor(untrusted, stacks, stack), environment, work);
  try {
    return await previewStack(stack, place, terms);
  } finally {
    await place.close();
  }
}

/** Writes the last states without secrets, for previews that nobody trusts. */
async function exportStates(stacks: readonly string[], name: string): Promise<void> {
  const { exportWithoutSecrets } = await import("../preview/untrusted/export");
  for (const stack of stacks) {
    const state = await exportWithoutSecrets(stack, { environment: await environmentOf(resolveTarget(stack)) });
    fs.writeFileSync(fileFor(name, stacks, stack), `${JSON.stringify(state)}\n`, { mode: 0o600 });
  }
}

/** How well the previews of stacks have foretold their updates. */
async function printScores(stacks: readonly string[], json: boolean): Promise<void> {
  const summaries = await Promise.all(
    stacks.map(async (stack) => {
      const records = new Records(stack, await environmentOf(resolveTarget(stack)));
      return summarizeScores(stack, records.updates());
    }),
  );
  process.stdout.write(
    json ? `${JSON.stringify(summaries, undefined, 2)}\n` : scoresInWords(summaries, colorsFor(process.stdout)),
  );
}

async function print(reports: readonly PreviewReport[]): Promise<void> {
  const { previewInWords } = await import("../preview/text");
  process.stdout.write(reports.map((report) => previewInWords(report, colorsFor(process.stdout))).join("\n"));
}

/** Where a stack is previewed. Starts what is embedded only where it does not run. */
async function placeOf(stack: string, work: string): Promise<PreviewTarget> {
  const target = resolveTarget(stack);
  const starts = target.cluster === "embedded" && !(await new Supervisor(clusterLayout()).isRunning());
  const environment = starts ? (await prepareTarget(stack)).environment : await environmentOf(target);
  const place = await previewTargetOf(stack, { ...process.env, ...environment }, work);
  if (target.backend === "embedded" && !place.substitute) await ensureStack(stack, place.environment);
  return place;
}
