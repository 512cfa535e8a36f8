import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";
import { EMBEDDED } from "../../features/target/config";
import { repositoryRoot } from "../../embedded/paths";
import type { PlatformOutputs } from "../../platform";
import type { EngineEvent } from "./engine-events";
import { COMMAND, PROGRAM } from "./program-files";
import { PulumiCommands, type CommandResult, type RunningCommand } from "./pulumi-cli";
import { KUBERNETES_TARGET, stackConfig, type StackConfig } from "./stack";

/** An update that runs. */
export interface RunningUpdate extends RunningCommand {
  /** What the engine has said so far. */
  events(): EngineEvent[];
  /** File of the events. */
  readonly eventLog: string;
}

/** How an update ended. */
export interface UpdateResult extends CommandResult {
  /** Number of resources by what became of them: same, create, update, replace, delete. */
  readonly changes: Readonly<Record<string, number>>;
  readonly events: readonly EngineEvent[];
  readonly seconds: number;
}

/** Values of {@link PlatformOutputs} as `pulumi stack output` prints them. */
type Plain<Value> = Value extends { apply: unknown; get(): infer Inner }
  ? Plain<Inner>
  : Value extends object
    ? { [Key in keyof Value]: Plain<Value[Key]> }
    : Value;

/** An object of the cluster, as `kubectl get -o json` prints it. */
export interface LiveObject {
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid: string;
    labels?: Record<string, string>;
    managedFields?: { manager: string }[];
  };
  [field: string]: unknown;
}

/**
 * The program as a user has it, in a folder of its own with a stack `dev` that is apart from the user's: own state, own
 * namespace, own repositories in the registry. It works on the cluster that `npm test` has prepared.
 */
export class PlatformStack extends PulumiCommands {
  /** Namespace of the platform, and the beginning of its repositories: tells everything of this stack from all else. */
  readonly namespace: string;
  #updates = 0;

  private constructor(namespace: string, home: string, environment: NodeJS.ProcessEnv) {
    super(path.join(home, "program"), home, environment);
    this.namespace = namespace;
  }

  /**
   * Makes the folder and the stack; nothing is deployed.
   *
   * @param change changes the configuration of dev, which already has a namespace of its own and node ports that the cluster
   *   chooses
   * @param environment further variables for its commands
   */
  static async create(
    change: (config: StackConfig) => void = () => undefined,
    environment: NodeJS.ProcessEnv = {},
  ): Promise<PlatformStack> {
    const namespace = `acceptance-${randomBytes(4).toString("hex")}`;
    const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `${namespace}-`)));
    const pulumiHome = process.env.PULUMI_HOME ?? path.join(os.homedir(), ".pulumi");
    const stack = new PlatformStack(namespace, home, {
      ...process.env,
      // The plugins as they are now, whatever another source tree makes of that folder meanwhile.
      PULUMI_HOME: home,
      // As the embedded target has it: a killed command leaves no state behind that cannot be read.
      PULUMI_BACKEND_URL: `file://${path.join(home, "state")}?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex"),
      PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
      PULUMI_CREDENTIALS_PATH: undefined,
      // Allows --event-log.
      PULUMI_DEBUG_COMMANDS: "true",
      ...environment,
    });
    fs.mkdirSync(path.join(home, "state"));
    fs.symlinkSync(fs.realpathSync(path.join(pulumiHome, "plugins")), path.join(home, "plugins"));
    stack.#copy(PROGRAM);
    fs.symlinkSync(path.join(repositoryRoot, "node_modules"), path.join(stack.directory, "node_modules"));
    const config = stackConfig("dev");
    config.namespace = { ...(config.namespace as object), name: namespace };
    const { web } = config.services as Record<string, { build: { repository: string }; expose: object }>;
    web!.build.repository = `${namespace}/web`;
    web!.expose = { kind: "node" };
    change(config);
    fs.writeFileSync(stack.file, stringify({ config: fullKeys(config) }));
    await stack.succeed("stack", "init", "dev");
    return stack;
  }

  /** The stack's file. */
  get file(): string {
    return path.join(this.directory, "Pulumi.dev.yaml");
  }

  /** The folder with the locks of the stack. */
  get locks(): string {
    return path.join(this.home, "state/.pulumi/locks/organization/platform-deployment/dev");
  }

  /** Changes the stack's file. */
  configure(change: (config: StackConfig) => void): void {
    const file = parse(fs.readFileSync(this.file, "utf8")) as { config: StackConfig };
    const config = Object.fromEntries(
      Object.entries(file.config).map(([key, value]) => [key.replace(/^platform:/, ""), value]),
    );
    change(config);
    fs.writeFileSync(this.file, stringify({ ...file, config: fullKeys(config) }));
  }

  /** Changes one service in the stack's file; undefined fields are removed. Environment variables are added to those that are there. */
  configureService(key: string, fields: Record<string, unknown>): void {
    this.configure((config) => {
      const services = config.services as Record<string, { environment?: object }>;
      const environment = { ...services[key]?.environment, ...(fields.environment as object | undefined) };
      services[key] = JSON.parse(JSON.stringify({ ...services[key], ...fields, environment })) as object;
    });
  }

  /** Changes a file of the folder. */
  edit(name: string, change: (text: string) => string): void {
    const file = path.join(this.directory, name);
    const before = fs.readFileSync(file, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`${name} has nothing to change`);
    fs.writeFileSync(file, after);
  }

  /** Starts up, preview, refresh or destroy, without asking. */
  startUpdate(command: "up" | "preview" | "refresh" | "destroy", ...args: string[]): RunningUpdate {
    const eventLog = path.join(this.home, `events-${++this.#updates}.jsonl`);
    const sure = command === "preview" ? [] : ["--yes", "--skip-preview"];
    const running = this.start(command, ...sure, "--event-log", eventLog, ...args);
    return { ...running, eventLog, events: () => readEvents(eventLog) };
  }

  /** Runs up, preview, refresh or destroy to its end, however that is. */
  async update(command: "up" | "preview" | "refresh" | "destroy", ...args: string[]): Promise<UpdateResult> {
    const began = performance.now();
    const running = this.startUpdate(command, ...args);
    const result = await running.ended;
    const events = running.events();
    const changes = events.findLast((event) => event.summaryEvent)?.summaryEvent?.resourceChanges ?? {};
    return { ...result, events, changes, seconds: (performance.now() - began) / 1000 };
  }

  /** As {@link update}, and fails when the command does. */
  async updated(command: "up" | "preview" | "refresh" | "destroy", ...args: string[]): Promise<UpdateResult> {
    const result = await this.update(command, ...args);
    if (result.code !== 0) throw new Error(`pulumi ${command} ended with ${result.code}:\n${result.output}`);
    return result;
  }

  /** Puts the stack's target into a kubeconfig of its own, so that the cluster is a user's: used as it is, whatever this tree would start. */
  useOwnKubeconfig(): void {
    const text = fs.readFileSync(process.env.KUBECONFIG ?? "", "utf8");
    const kubeconfig = path.join(this.home, "kubeconfig");
    const context = this.namespace;
    const { contexts, ...rest } = parse(text) as { contexts: { name: string }[] };
    const renamed = contexts.map((one) => (one.name === EMBEDDED.context ? { ...one, name: context } : one));
    fs.writeFileSync(kubeconfig, stringify({ ...rest, contexts: renamed }), { mode: 0o600 });
    this.configure((config) => {
      config.target = { ...KUBERNETES_TARGET, context, kubeconfig };
    });
  }

  /** Runs the command `platform` of this folder to its end. */
  async platform(...args: string[]): Promise<CommandResult> {
    if (!fs.existsSync(path.join(this.directory, "operations"))) this.#copy(COMMAND);
    const command = ["--import", "tsx", path.join(this.directory, "operations/main.ts"), ...args];
    const child = spawn(process.execPath, command, {
      cwd: this.directory,
      env: this.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, output };
  }

  #copy(names: readonly string[]): void {
    for (const name of names) {
      fs.cpSync(path.join(repositoryRoot, name), path.join(this.directory, name), {
        recursive: true,
        filter: (source) => path.basename(source) !== "node_modules",
      });
    }
  }

  /** The stack's outputs. */
  async outputs(): Promise<Plain<PlatformOutputs>> {
    const { code, output } = await this.run("stack", "output", "--json");
    if (code !== 0) throw new Error(output);
    return JSON.parse(output) as Plain<PlatformOutputs>;
  }

  /** Objects of a kind in the stack's namespace, or a single one. */
  async get<Fields = object>(kind: string): Promise<(LiveObject & Fields)[]>;
  async get<Fields = object>(kind: string, name: string): Promise<LiveObject & Fields>;
  async get(kind: string, name?: string): Promise<LiveObject | LiveObject[]> {
    const text = await kubectl("--namespace", this.namespace, "get", kind, ...(name ? [name] : []), "-o", "json");
    const found = JSON.parse(text) as LiveObject & { items?: LiveObject[] };
    return name ? found : (found.items ?? []);
  }

  /** Destroys what was deployed, whatever state a failed test has left it in, and removes the folder. */
  async destroy(): Promise<void> {
    for (const id of this.processes()) process.kill(id, "SIGKILL");
    const destroyed = await this.update("destroy");
    await kubectl("delete", "namespace", this.namespace, "--ignore-not-found", "--wait=false");
    await this.#removeImages();
    super.remove();
    if (destroyed.code !== 0) throw new Error(`the stack could not be destroyed:\n${destroyed.output}`);
  }

  /** Takes what was pushed out of the registry again. */
  async #removeImages(): Promise<void> {
    const { address } = EMBEDDED.registry;
    const accept = "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.index.v1+json";
    const { repositories } = (await (await fetch(`http://${address}/v2/_catalog?n=1000`)).json()) as {
      repositories: string[];
    };
    for (const repository of repositories.filter((name) => name.startsWith(`${this.namespace}/`))) {
      const api = `http://${address}/v2/${repository}`;
      const { tags } = (await (await fetch(`${api}/tags/list`)).json()) as { tags: string[] | null };
      for (const tag of tags ?? []) {
        const { headers } = await fetch(`${api}/manifests/${tag}`, { method: "HEAD", headers: { accept } });
        const digest = headers.get("docker-content-digest");
        if (digest) await fetch(`${api}/manifests/${digest}`, { method: "DELETE" });
      }
    }
  }
}

/** Runs kubectl on the cluster of `npm test`; returns what it printed. */
export async function kubectl(...args: string[]): Promise<string> {
  const { context } = EMBEDDED;
  const run = promisify(execFile);
  const { stdout } = await run("kubectl", ["--context", context, ...args], { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

function fullKeys(config: StackConfig): StackConfig {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.includes(":") ? key : `platform:${key}`, value]),
  );
}

function readEvents(file: string): EngineEvent[] {
  if (!fs.existsSync(file)) return [];
  const lines = fs.readFileSync(file, "utf8").split("\n");
  // The last one is empty, or still being written.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as EngineEvent);
}
