import execa from "execa";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { repositoryRoot, stateDirectory } from "../embedded/paths";
import { hideSalts, saltOf, setSalt } from "./salt";

/** Everything of Pulumi's that the embedded target keeps: state, passphrase, plugins. */
export const pulumiDirectory = (environment: NodeJS.ProcessEnv = process.env) =>
  path.join(stateDirectory(environment), "pulumi");

/** The project's name, as Pulumi.yaml has it. */
export const PROJECT = "platform-deployment";

/** The file of a stack's configuration. */
export const stackFile = (stack: string) => path.join(repositoryRoot, `Pulumi.${stack}.yaml`);

/** The committed stack files, by stack name. */
export function stackNames(): string[] {
  return fs
    .readdirSync(repositoryRoot)
    .map((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1])
    .filter((name) => name !== undefined);
}

/**
 * Whether Pulumi has a place of the user's own for its state: a login, or `PULUMI_BACKEND_URL`. That one is used then. What a
 * shell has from `npm run env` is not the user's own.
 */
export function hasOwnBackend(environment: NodeJS.ProcessEnv = process.env): boolean {
  const embedded = pulumiDirectory(environment);
  const url = environment.PULUMI_BACKEND_URL;
  if (url) return !url.startsWith(`file://${embedded}${path.sep}`);
  const home = ownPulumiHome(environment);
  try {
    const credentials = JSON.parse(fs.readFileSync(path.join(home, "credentials.json"), "utf8")) as {
      current?: string;
    };
    return Boolean(credentials.current);
  } catch {
    return false;
  }
}

/** Where the user's own Pulumi keeps its login and plugins. */
export function ownPulumiHome(environment: NodeJS.ProcessEnv): string {
  const named = environment.PULUMI_HOME;
  const isEmbedded = named?.startsWith(pulumiDirectory(environment) + path.sep);
  return named && !isEmbedded ? named : path.join(environment.HOME || os.homedir(), ".pulumi");
}

/** Makes the embedded backend's folders and passphrase, readable by their owner alone, and returns the variables that name them. */
export function embeddedBackend(environment: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const directory = pulumiDirectory(environment);
  const passphrase = path.join(directory, "passphrase");
  fs.mkdirSync(path.join(directory, "state"), { recursive: true, mode: 0o700 });
  if (!fs.existsSync(passphrase)) {
    fs.writeFileSync(passphrase, `${crypto.randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  }
  return {
    // Without `metadata=skip` a second file beside each state holds attributes of its own; a command that is killed while it
    // writes that one leaves it empty, and no later command can read the state then.
    PULUMI_BACKEND_URL: `file://${path.join(directory, "state")}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    // The state already says how its secrets are encrypted; a stack file without that would otherwise get a second way.
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
  };
}

/** Whether the embedded backend holds the state of any stack. */
export function embeddedStateExists(environment: NodeJS.ProcessEnv = process.env): boolean {
  const stacks = path.join(pulumiDirectory(environment), "state/.pulumi/stacks");
  if (!fs.existsSync(stacks)) return false;
  return fs.readdirSync(stacks, { recursive: true, withFileTypes: true }).some((entry) => !entry.isDirectory());
}

/** A stack as its backend lists it. */
export interface ListedStack {
  /** Its name; that of another project's stack has the project's name before it. */
  name: string;
  /** How many resources its state has; undefined where the backend does not say. */
  resources?: number;
}

/**
 * Lists the stacks of a backend: all of the embedded one, which they share with other projects, and of the user's own those of this
 * project.
 *
 * @param environment with which `pulumi` is found and reaches the backend
 * @throws Error with the CLI's own words when they cannot be listed
 */
export async function listStacks(backend: "own" | "embedded", environment: NodeJS.ProcessEnv): Promise<ListedStack[]> {
  const command = ["stack", "ls", "--json", ...(backend === "embedded" ? ["--all"] : [])];
  try {
    const { stdout } = await execa("pulumi", command, { cwd: repositoryRoot, env: environment });
    return (JSON.parse(stdout) as { name: string; resourceCount?: number }[]).map((listed) => ({
      // Pulumi Cloud puts the organization before it.
      name: backend === "own" ? listed.name.split("/").at(-1)! : listed.name,
      resources: listed.resourceCount,
    }));
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(
      `The stacks cannot be listed (pulumi ${command.join(" ")}), so nothing was destroyed or deleted: ` +
        `${stderr?.trim() || message}\nFix the cause and run the same command again.`,
      { cause: error },
    );
  }
}

/**
 * Makes a stack in the embedded backend if it is not there, and has the stack file name the encryption salt that the stack's
 * state has. Pulumi writes that line itself at the first run; a line left from a state that is gone would make it ask for a
 * passphrase that nobody has any more.
 *
 * @param file the stack file; that of a rehearsal is in no source tree
 */
export async function ensureStack(
  stack: string,
  environment: NodeJS.ProcessEnv,
  file = stackFile(stack),
): Promise<void> {
  if (!fs.existsSync(path.join(stateFolder(environment), `${stack}.json`))) {
    // In a folder of its own, where no stack file has a salt yet.
    const work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-stack-"));
    try {
      fs.copyFileSync(path.join(repositoryRoot, "Pulumi.yaml"), path.join(work, "Pulumi.yaml"));
      await execa("pulumi", ["stack", "init", stack, "--non-interactive"], { cwd: work, env: environment });
    } finally {
      fs.rmSync(work, { recursive: true, force: true });
    }
  }
  const salts = machineSalts(environment);
  // Before the line is there, so that no look at the working tree shows it.
  const inTheTree = new Set(stackNames());
  await hideSalts(
    repositoryRoot,
    [...salts].filter(([name]) => inTheTree.has(name)).map(([, salt]) => salt),
  );
  await setSalt(file, salts.get(stack));
}

/** Removes what the CLI keeps in the embedded backend of a stack that it has removed: the last state but one, and its history. */
export function removeTraces(stack: string, environment: NodeJS.ProcessEnv = process.env): void {
  const root = path.join(pulumiDirectory(environment), "state/.pulumi");
  const isOfStack = (name: string) => name === stack || name.startsWith(`${stack}.`);
  for (const entry of fs.existsSync(root) ? fs.readdirSync(root, { recursive: true, encoding: "utf8" }) : []) {
    const [name = "", project] = entry.split(path.sep).toReversed();
    if (project === PROJECT && isOfStack(name)) fs.rmSync(path.join(root, entry), { recursive: true, force: true });
  }
  // The CLI keeps a log of each command in its home.
  const isLogOfStack = (name: string) =>
    /^[^+]+\+([^+]+)\+(.+)-\d{8}T\d{6}\.log$/.exec(name)?.slice(1).join() === `${PROJECT},${stack}`;
  const homes = path.join(pulumiDirectory(environment), "home");
  for (const entry of fs.existsSync(homes) ? fs.readdirSync(homes, { recursive: true, encoding: "utf8" }) : []) {
    if (isLogOfStack(path.basename(entry))) fs.rmSync(path.join(homes, entry), { force: true });
  }
}

/** Removes the embedded backend with all it holds, and its salts from the stack files of this source tree. */
export async function removeEmbeddedBackend(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const salts = machineSalts(environment);
  fs.rmSync(pulumiDirectory(environment), { recursive: true, force: true });
  for (const stack of stackNames()) {
    if (saltOf(stackFile(stack)) === salts.get(stack)) await setSalt(stackFile(stack), undefined);
  }
  await hideSalts(repositoryRoot, []);
}

const stateFolder = (environment: NodeJS.ProcessEnv): string =>
  path.join(pulumiDirectory(environment), "state/.pulumi/stacks", PROJECT);

/** The encryption salts of the embedded backend, by the names of this project's stacks. */
function machineSalts(environment: NodeJS.ProcessEnv): Map<string, string> {
  const folder = stateFolder(environment);
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  const salts = new Map<string, string>();
  for (const name of names) {
    const state = JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")) as {
      checkpoint?: { latest?: { secrets_providers?: { type?: string; state?: { salt?: string } } } };
    };
    const provider = state.checkpoint?.latest?.secrets_providers;
    if (provider?.type === "passphrase" && provider.state?.salt) salts.set(path.parse(name).name, provider.state.salt);
  }
  return salts;
}
