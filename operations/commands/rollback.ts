import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";
import { checkStackFile } from "../../config/check";
import { colorsFor } from "../colors";
import { confirm } from "../confirm";
import { repositoryRoot } from "../../embedded/paths";
import { formatDuration } from "../../embedded/report";
import { bringUpWith, fileName, isGood, reasons } from "../release/bring-up";
import { outputsOf, placeInWords, placeOf, type Place } from "../release/place";
import { releaseOutputSchema, type ReleaseRecord } from "../release/record";
import { withEncryptionOf, withReleased } from "../release/stack-text";
import { ReleaseStore } from "../release/store";
import { inTurn } from "../release/turn";
import { lineDiff } from "../scaling/diff";
import { existingStackFile } from "../stack-cluster";

/** What `rollback` accepts. */
export interface RollbackOptions {
  stack: string;
  /** The release to go back to; undefined takes the last good one before what runs now. */
  to?: string;
  rehearse: boolean;
  yes: boolean;
  dryRun: boolean;
  json: boolean;
}

/** What came of going back. */
export interface Return {
  /** Release that the stack runs now; undefined where the update failed. */
  now?: string;
  /** Whether the stack does its work with it. */
  good: boolean;
  /** Milliseconds until it did. */
  took: number;
  /** Why it does not. */
  reasons: string[];
}

/**
 * Brings a stack back to an earlier release: its images and its configuration. Nothing is built.
 *
 * @throws Error when there is none to go back to, when a job in between cannot be undone, or when the stack does not do its work afterwards
 */
export async function rollback(options: RollbackOptions): Promise<void> {
  const place = await placeOf(options.stack, options.rehearse);
  const store = new ReleaseStore();
  const out = options.json ? process.stderr : process.stdout;
  await inTurn(store.folder, place.target.stack, "rollback", async () => {
    const { stack } = place.target;
    const running = await runningImages(place);
    const current = store.list(stack).find((one) => sameImages(one.images, running));
    // After an update that failed, what was the last good one is what the outputs still say.
    const over = (await lastUpdateFailed(place)) ? undefined : current;
    const target = options.to === undefined ? lastGood(store.list(stack), over, stack) : store.find(stack, options.to);
    refuseIrreversible(running, current, target);
    const file = existingStackFile(options.stack);
    const before = fs.readFileSync(file, "utf8");
    const after = textOf(target, before);
    out.write(`From ${current?.id ?? "a release that is not written down"} to ${target.id}, made ${target.made}:\n`);
    out.write(lineDiff(path.basename(file), before, after, colorsFor(out)));
    if (options.dryRun) return;
    if (!options.yes && !(await confirm(`Bring ${placeInWords(place)} back to ${target.id}?`))) {
      throw new Error("Nothing was done.");
    }
    const result = await goBack(place, { text: after, json: options.json });
    if (options.json) process.stdout.write(`${JSON.stringify({ stack, ...result }, undefined, 2)}\n`);
    if (!result.good) {
      throw new Error(
        `${placeInWords(place)} was brought back to ${target.id} and does not do its work:\n  ${result.reasons.join("\n  ")}`,
      );
    }
    if (!options.json) {
      process.stdout.write(
        `\n${placeInWords(place)} does its work with ${target.id} again, after ${formatDuration(result.took)}. ${fileName(options.stack)} says so: commit it.\n`,
      );
    }
  });
}

/**
 * Brings a stack back with the text of a stack file, and validates it.
 *
 * @param text with the digests that it is to run, so that nothing is built
 */
export async function goBack(place: Place, { text, json }: { text: string; json: boolean }): Promise<Return> {
  const started = Date.now();
  const outcome = await bringUpWith(place, text, json);
  return {
    now: outcome.record?.id,
    good: isGood(outcome),
    took: Date.now() - started,
    reasons: reasons(outcome),
  };
}

/** The text of a stack file that brings a release up again, without building anything. */
export function textOf({ configuration, images }: ReleaseRecord, current: string): string {
  return withReleased(withEncryptionOf(configuration, current), images);
}

async function runningImages(place: Place): Promise<Record<string, string>> {
  const { release } = await outputsOf(place);
  const said = releaseOutputSchema.safeParse(release);
  if (said.success) return said.data.images;
  throw new Error(
    `${placeInWords(place)} does not say what it runs: bring it up once (npm run up), which writes its release down.`,
  );
}

/** Whether the last update of a stack did not come to its end. */
async function lastUpdateFailed({ target, environment }: Place): Promise<boolean> {
  const args = ["stack", "history", "--json", "--page-size", "1", "--stack", target.stack];
  const { stdout } = await execa("pulumi", args, { cwd: repositoryRoot, env: environment });
  const [last] = JSON.parse(stdout) as { result?: string }[];
  return last !== undefined && last.result !== "succeeded";
}

/**
 * The newest release that was found good, or else the newest that was not found bad.
 *
 * @param over what runs, which is no release to go back to; undefined where an update failed over it
 */
function lastGood(releases: readonly ReleaseRecord[], over: ReleaseRecord | undefined, stack: string): ReleaseRecord {
  const others = releases.filter((one) => one !== over);
  const found = others.find((one) => one.validation?.passed) ?? others.find((one) => !one.validation);
  if (found) return found;
  throw new Error(
    `There is no earlier release of ${stack} to go back to. ` +
      (others.length > 0
        ? `These did not do their work: ${others.map((one) => one.id).join(", ")}.`
        : "None is written down."),
  );
}

function sameImages(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => one[key] === other[key]);
}

/** A job that another release ran may have changed data in a way that the earlier one cannot work with. */
function refuseIrreversible(
  running: Readonly<Record<string, string>>,
  current: ReleaseRecord | undefined,
  target: ReleaseRecord,
): void {
  const text = current?.configuration ?? target.configuration;
  const { services } = checkStackFile(stackOf(text), { path: "the release", text });
  const imageOf = (key: string) => services[key]?.imageOf ?? key;
  const jobs = Object.entries(services).filter(
    ([key, { kind, reversible }]) =>
      kind === "job" && reversible !== true && running[imageOf(key)] !== target.images[imageOf(key)],
  );
  if (jobs.length === 0) return;
  const names = jobs.map(([key]) => key).join(", ");
  throw new Error(
    `The release that runs has other jobs than ${target.id}: ${names}. Such a job may have changed data so that the earlier version cannot ` +
      "work with it, so nothing was done. Say `reversible: true` at the job where it is otherwise, or go on with a new release.",
  );
}

/** Name of the environment that a configuration is for. */
function stackOf(text: string): string {
  return /^\s*platform:environment:\s*["']?([\w-]+)/m.exec(text)?.[1] ?? "";
}
