import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { writeFileAtomically } from "../../embedded/cluster/files";
import { repositoryRoot } from "../../embedded/paths";
import { ownPulumiHome, PROJECT, stackFile } from "../pulumi";
import { withSalt } from "../salt";

const action = z.enum(["create", "update", "replace", "delete", "import", "forget"]);

const plan = z.strictObject({
  /** When it was made. */
  at: z.string(),
  /** What the program was. */
  program: z.string(),
  /** What each resource was, by URN. */
  basis: z.record(z.string(), z.string()),
  steps: z.array(z.strictObject({ urn: z.string(), action, certain: z.boolean() })),
});

const score = z.strictObject({
  planned: z.number(),
  happened: z.number(),
  right: z.number(),
  /** What happened and was not planned. */
  missed: z.array(z.strictObject({ urn: z.string(), action })),
  /** What was planned and did not happen. */
  needless: z.array(z.strictObject({ urn: z.string(), action, certain: z.boolean() })),
});

const update = z.strictObject({
  at: z.string(),
  /** Seconds from the first step to the end. */
  seconds: z.number(),
  /** When each step began and ended, in seconds from the start. */
  steps: z.array(z.strictObject({ urn: z.string(), action, from: z.number(), to: z.number() })),
  /** How well it had been foretold; absent where no preview of the same program and state came before it. */
  score: score.optional(),
});

/** What the last preview of a stack said would happen. */
export type Plan = z.infer<typeof plan>;
/** How well a plan foretold an update. */
export type Score = z.infer<typeof score>;
/** An update that succeeded. */
export type UpdateRecord = z.infer<typeof update>;

/** Updates that are remembered of a stack. */
const KEPT = 50;

/**
 * What previews and updates of a stack have left for later ones: the last plan, and how updates went. It lies beside the state where that
 * is in files, else in Pulumi's home; `PLATFORM_RECORDS` names another folder, such as one that a pipeline keeps. No value of a resource
 * is in it.
 */
export class Records {
  readonly #folder: string;

  /** @param environment that of `pulumi`, with which the state is found */
  constructor(stack: string, environment: NodeJS.ProcessEnv) {
    this.#folder = path.join(recordsFolder(environment), PROJECT, stack);
  }

  /** The last plan; undefined where there is none that can be read. */
  plan(): Plan | undefined {
    return read(path.join(this.#folder, "plan.json"), plan);
  }

  /** Keeps a plan until the next update. */
  keepPlan(value: Plan): void {
    this.#write("plan.json", value);
  }

  /** Forgets the plan: it is for one update. */
  forgetPlan(): void {
    fs.rmSync(path.join(this.#folder, "plan.json"), { force: true });
  }

  /** The updates that are remembered, the oldest first. */
  updates(): UpdateRecord[] {
    return this.#files().flatMap((name) => read(path.join(this.#folder, name), update) ?? []);
  }

  /** Remembers an update, and forgets the oldest beyond so many. */
  addUpdate(value: UpdateRecord): void {
    this.#write(`update-${value.at.replaceAll(/[^0-9TZ]/g, "")}.json`, value);
    const files = this.#files();
    for (const name of files.slice(0, Math.max(0, files.length - KEPT))) fs.rmSync(path.join(this.#folder, name));
  }

  #files(): string[] {
    if (!fs.existsSync(this.#folder)) return [];
    return fs
      .readdirSync(this.#folder)
      .filter((name) => /^update-.*\.json$/.test(name))
      .toSorted();
  }

  #write(name: string, value: object): void {
    fs.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileAtomically(path.join(this.#folder, name), `${JSON.stringify(value)}\n`, 0o600);
  }
}

function recordsFolder(environment: NodeJS.ProcessEnv): string {
  if (environment.PLATFORM_RECORDS) return path.resolve(environment.PLATFORM_RECORDS);
  const state = /^file:\/\/([^?]+)/.exec(environment.PULUMI_BACKEND_URL ?? "")?.[1];
  const isPath = state?.startsWith("/");
  return isPath ? path.join(state!, ".pulumi/records") : path.join(ownPulumiHome(environment), "platform-records");
}

/** What cannot be read, or is of another version, counts as not there. */
function read<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** The files that make the program, beside the stack's own. */
const PROGRAM = [
  "Pulumi.yaml",
  "components",
  "config",
  "features",
  "formats",
  "index.ts",
  "platform.ts",
  "services",
  "versions.json",
];

/** Tells the program of a stack, with its configuration, from any other. Two machines with the same files agree. */
export function programFingerprint(stack: string): string {
  const hash = crypto.createHash("sha256");
  for (const file of PROGRAM.flatMap(filesBelow)) {
    hash
      .update(`${file}\0`)
      .update(fs.readFileSync(path.join(repositoryRoot, file)))
      .update("\0");
  }
  const own = stackFile(stack);
  // The salt is of the state, and Pulumi adds it by itself.
  if (fs.existsSync(own)) hash.update(withSalt(fs.readFileSync(own, "utf8"), undefined).trimEnd());
  return hash.digest("hex");
}

/** A file, or the files below a folder but those of packages, sorted. */
function filesBelow(name: string): string[] {
  const whole = path.join(repositoryRoot, name);
  if (!fs.existsSync(whole)) return [];
  if (!fs.statSync(whole).isDirectory()) return [name];
  return fs
    .readdirSync(whole)
    .toSorted()
    .filter((entry) => entry !== "node_modules")
    .flatMap((entry) => filesBelow(path.join(name, entry)));
}
