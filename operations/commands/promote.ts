import * as fs from "node:fs";
import * as path from "node:path";
import { checkStackFile } from "../../config/check";
import { seconds } from "../../config/duration";
import { colorsFor, type Colorize } from "../colors";
import { confirm } from "../confirm";
import { bringUpWith, fileName, isGood, reasons, type Outcome } from "../release/bring-up";
import { ageGate, parityGate, releaseGate, validationGate, type Gate } from "../release/gates";
import { copiesFor, copyImages } from "../release/images";
import { compareStacks } from "../release/parity";
import { policyGate } from "../release/policy";
import { placeInWords, placeOf, type Place } from "../release/place";
import type { ReleaseRecord } from "../release/record";
import { withReleased } from "../release/stack-text";
import { ReleaseStore } from "../release/store";
import { inTurn } from "../release/turn";
import { validate } from "../release/validation";
import { lineDiff } from "../scaling/diff";
import { existingStackFile } from "../stack-cluster";
import { renderTable } from "../table";
import { goBack, textOf, type Return } from "./rollback";

/** What `promote` accepts. */
export interface PromoteOptions {
  from: string;
  to: string;
  /** Which release; undefined takes what the first stack runs. */
  release?: string;
  /** Between the rehearsals of both stacks. */
  rehearse: boolean;
  /** How long the release has to have run, such as 30m. */
  minimumAge: string;
  /** Somebody has approved. */
  yes: boolean;
  dryRun: boolean;
  json: boolean;
}

/** What came of a promotion. */
interface Promotion {
  release: string;
  from: string;
  to: string;
  gates: Gate[];
  promoted: boolean;
  /** What the stack runs now; undefined where nothing was done. */
  now?: string;
  /** Where the release was bad and the stack went back. */
  rolledBack?: Return;
}

/**
 * Brings a stack up with the images that another one has proved. Nothing is built: the digests are copied as they are. A release that does not
 * do its work there is rolled back.
 *
 * @throws Error when a gate is closed, before anything is done, or when the release was rolled back
 */
export async function promote(options: PromoteOptions): Promise<void> {
  if (options.from === options.to) throw new Error("--from and --to are the same stack: there is nothing to promote.");
  const least = minimumAge(options.minimumAge);
  const store = new ReleaseStore();
  const [from, to] = await Promise.all([
    placeOf(options.from, options.rehearse),
    placeOf(options.to, options.rehearse),
  ]);
  const out = options.json ? process.stderr : process.stdout;
  await inTurn(store.folder, to.target.stack, "promote", async () => {
    const record = store.find(from.target.stack, options.release);
    const file = existingStackFile(options.to);
    const before = fs.readFileSync(file, "utf8");
    const after = withReleased(before, imagesOf(record, options.to, before));
    checkStackFile(options.to, { path: path.basename(file), text: after });
    out.write(lineDiff(path.basename(file), before, after, colorsFor(out)));
    const gates = await judge(record, { from, to, least, after, options, store });
    const closed = gates.filter((one) => !one.passed);
    out.write(gatesInWords(record, gates, from, to, colorsFor(out)));
    const done: Promotion = {
      release: record.id,
      from: from.target.stack,
      to: to.target.stack,
      gates,
      promoted: false,
    };
    if (closed.length > 0 || options.dryRun) {
      if (options.json) process.stdout.write(`${JSON.stringify(done, undefined, 2)}\n`);
      if (closed.length === 0) return;
      throw new Error(`Not promoted, and nothing was changed: ${closed.map(({ name }) => name).join(", ")}.`);
    }
    const [previous] = store.list(to.target.stack);
    await copyImages(copiesFor(record, to), to.environment);
    const outcome = await bringUpWith(to, after, options.json);
    await finish(done, outcome, { to, before, options, previous });
  });
}

/** The digests of a release for the services that another stack has. */
function imagesOf({ images }: ReleaseRecord, stack: string, text: string): Record<string, string> {
  const { services } = checkStackFile(stack, { path: fileName(stack), text });
  const own = Object.entries(services).filter(([, { imageOf }]) => imageOf === undefined);
  return Object.fromEntries(own.flatMap(([key]) => (images[key] === undefined ? [] : [[key, images[key]]])));
}

interface Circumstances {
  from: Place;
  to: Place;
  /** Milliseconds that the release has to have run. */
  least: number;
  /** Text of the file with which the second stack would be brought up. */
  after: string;
  options: PromoteOptions;
  store: ReleaseStore;
}

/** Looks at everything that has to hold before a release is promoted; approval is asked for last, and only where the rest holds. */
async function judge(record: ReleaseRecord, circumstances: Circumstances): Promise<Gate[]> {
  const { from, to, least, after, options, store } = circumstances;
  const validation = await validate(from);
  const failedThere = store
    .list(to.target.stack)
    .find((one) => one.validation?.passed === false && JSON.stringify(one.images) === JSON.stringify(record.images));
  const gates = [
    releaseGate(record, validation.images, failedThere),
    validationGate(validation),
    parityGate(await compareStacks(options.from, options.to, { [options.to]: after })),
    ageGate(record, least, new Date()),
    await policyGate(from, to, after),
  ];
  if (options.dryRun) return gates;
  if (gates.some((one) => !one.passed)) return gates;
  return [...gates, await approval(options)];
}

async function approval({ to, yes }: PromoteOptions): Promise<Gate> {
  if (yes) return { name: "approval", passed: true, evidence: "--yes" };
  const passed = await confirm(`Bring ${to} up with it?`);
  return { name: "approval", passed, evidence: passed ? "given here" : "not given" };
}

async function finish(
  done: Promotion,
  outcome: Outcome,
  { to, before, options, previous }: { to: Place; before: string; options: PromoteOptions; previous?: ReleaseRecord },
): Promise<void> {
  if (isGood(outcome)) {
    const result = { ...done, promoted: true, now: outcome.record?.id };
    process.stdout.write(
      options.json
        ? `${JSON.stringify(result, undefined, 2)}\n`
        : `\n${placeInWords(to)} runs ${done.release}. ${fileName(options.to)} says so: commit it.\n`,
    );
    return;
  }
  const why = `\n  ${reasons(outcome).join("\n  ")}`;
  const bad = `${done.release} does not do its work on ${placeInWords(to)}`;
  if (!previous) {
    throw new Error(
      `${bad}, which has no earlier release to go back to:${why}\nFix it with a new release, or take it down.`,
    );
  }
  (options.json ? process.stderr : process.stdout).write(`\n${bad}; going back to ${previous.id}:${why}\n`);
  const rolledBack = await goBack(to, { text: textOf(previous, before), json: options.json });
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ ...done, now: rolledBack.now, rolledBack }, undefined, 2)}\n`);
  }
  const end = rolledBack.good ? "does its work again" : `does not do its work either: ${rolledBack.reasons.join("; ")}`;
  throw new Error(`${bad}, which was brought back to ${previous.id} and ${end}.${why}`);
}

function minimumAge(text: string): number {
  try {
    return seconds(text) * 1000;
  } catch (error) {
    throw new Error(`--minimum-age: ${(error as Error).message}`, { cause: error });
  }
}

function gatesInWords(
  record: ReleaseRecord,
  gates: readonly Gate[],
  from: Place,
  to: Place,
  colorize: Colorize,
): string {
  const rows = gates.map(({ name, passed, evidence }) => [name, passed ? "pass" : "FAIL", evidence]);
  const title = `Release ${record.id}, from ${placeInWords(from)} to ${placeInWords(to)}:`;
  return `${colorize("bold", title)}\n${renderTable(["GATE", "", "EVIDENCE"], rows)}\n`;
}
