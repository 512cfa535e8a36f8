import * as fs from "node:fs";
import * as path from "node:path";
import { writeFileAtomically } from "../../embedded/cluster/files";
import { checkStackFile } from "../../config/check";
import type { PlatformConfig } from "../../config/schema";
import { colorsFor } from "../colors";
import { confirm } from "../confirm";
import { stackFile } from "../pulumi";
import { lineDiff } from "../scaling/diff";
import { changeOf, readRequest, replicasInWords } from "../scaling/request";
import { withValue } from "../scaling/stack-text";
import { stackCluster } from "../stack-cluster";
import { renderTable } from "../table";
import { bringUp, summary, type UpReport } from "./up";

/** What `scale` accepts. */
export interface ScaleOptions {
  stack: string;
  /** Scale every service by a factor. */
  all: boolean;
  /** Do not ask. */
  yes: boolean;
  json: boolean;
  /** Only show what would be written. */
  dryRun: boolean;
}

/** What is to be done, known before anything is written. */
export interface ScalePlan {
  /** Path of the stack file. */
  file: string;
  before: string;
  after: string;
  /** Replicas of each service whose number changes. */
  replicas: { service: string; from: string; to: string }[];
}

/**
 * Scales a service or the whole environment: says so in the stack file, and brings the stack up with it, so that code and cluster never
 * part. Nothing is written when the configuration would be wrong.
 *
 * @param words a service and its replicas, or with `all` a factor
 * @throws Error when it is refused, or the update fails; the message says what the file says then
 */
export async function scale(words: readonly string[], options: ScaleOptions): Promise<void> {
  // Says which stacks there are, if it is none.
  stackCluster(options.stack);
  const plan = planScale(options.stack, stackFile(options.stack), readRequest(words, options.all));
  const out = options.json ? process.stderr : process.stdout;
  out.write(inWords(plan, colorsFor(out)));
  if (options.dryRun) {
    report(options, plan);
    return;
  }
  const question = `Write the file and bring the stack ${options.stack} up with it?`;
  if (!options.yes && !(await confirm(question))) throw new Error("Nothing was written.");
  write(plan);
  report(options, plan, await update(options, plan));
}

/**
 * Finds out what a request changes.
 *
 * @param file path of the stack file
 * @throws Error when the request or the configuration that it leads to is wrong
 */
export function planScale(stack: string, file: string, request: ReturnType<typeof readRequest>): ScalePlan {
  const before = fs.readFileSync(file, "utf8");
  const name = path.basename(file);
  const check = (text: string): PlatformConfig => {
    try {
      return checkStackFile(stack, { path: name, text });
    } catch (error) {
      throw new Error(`${(error as Error).message}\nNothing was written.`, { cause: error });
    }
  };
  const old = check(before);
  const { path: keys, value } = changeOf(request, old, name);
  const after = withValue(before, keys, value);
  const [from, to] = [replicasInWords(old), replicasInWords(check(after))];
  const services = Object.keys(to).filter((service) => from[service] !== to[service]);
  return {
    file,
    before,
    after,
    replicas: services.map((service) => ({ service, from: from[service] as string, to: to[service] as string })),
  };
}

function inWords({ file, before, after, replicas }: ScalePlan, colorize: ReturnType<typeof colorsFor>): string {
  const name = path.basename(file);
  if (before === after) return `${name} says so already.\n`;
  const rows = replicas.map(({ service, from, to }) => [service, from, to]);
  return [
    lineDiff(name, before, after, colorize),
    rows.length > 0 ? renderTable(["SERVICE", "REPLICAS", "NEW"], rows) : "No service gets another number of replicas.",
    "",
  ].join("\n");
}

/** @throws Error when the file is not what was shown any more. */
function write({ file, before, after }: ScalePlan): void {
  if (fs.readFileSync(file, "utf8") !== before) {
    throw new Error(`${path.basename(file)} was changed meanwhile. Nothing was written: run the same command again.`);
  }
  if (before !== after) writeFileAtomically(file, after, fs.statSync(file).mode & 0o777);
}

/** Brings the stack up. What interrupts it reaches the engine too, which ends in good order: this process waits for that, to say what is. */
async function update({ stack, json }: ScaleOptions, { file, before, after }: ScalePlan): Promise<UpReport> {
  let interrupted = false;
  const interrupt = () => void (interrupted = true);
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  try {
    return (await bringUp({ stack, json, rehearse: false, build: false, resolveImages: false })).report;
  } catch (error) {
    const name = path.basename(file);
    const says = before === after ? `${name} is as it was` : `${name} has the new number`;
    throw new Error(
      `${(error as Error).message}\n${says}, and the update was ${interrupted ? "interrupted" : "not successful"}: the cluster may ` +
        `have done a part of it, or none.\nTo finish it: npm run up -- --stack ${stack}\n` +
        `To go back: scale to the former number with the same command` +
        (before === after ? "" : `, or \`git checkout ${name}\` where nothing else in it is new`) +
        ", which is brought up in the same way.",
      { cause: error },
    );
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

function report(
  { stack, json, dryRun }: ScaleOptions,
  { file, before, after, replicas }: ScalePlan,
  up?: UpReport,
): void {
  if (json) {
    const written = !dryRun && before !== after;
    const result = { stack, file: path.basename(file), written, replicas, ...(up ? { up } : {}) };
    process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  } else if (up) process.stdout.write(summary(up));
  else process.stdout.write("Nothing was written.\n");
}
