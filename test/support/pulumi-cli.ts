import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureEngine } from "../../embedded/toolchain/engine";
import { repositoryRoot } from "../../embedded/paths";
import { installedToolchain } from "../../embedded/toolchain";

/** How a command ended. */
export interface CommandResult {
  /** Exit code; null when a signal ended it. */
  code: number | null;
  /** Standard output and standard error as they came. */
  output: string;
}

/** A command that runs. */
export interface RunningCommand {
  process: ChildProcess;
  ended: Promise<CommandResult>;
  /** What it has printed so far. */
  output(): string;
}

/** The commands of the real CLI on one project, with a home and a state of their own. */
export class PulumiCommands {
  /** In the environment of every process that descends from this project's commands. */
  private readonly mark = randomUUID();

  /**
   * @param directory the program's directory
   * @param home directory that holds everything of this project, the program included; it is removed with it
   * @param environment the environment of its commands
   */
  protected constructor(
    readonly directory: string,
    readonly home: string,
    protected readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** Writes files of the program. */
  write(files: Record<string, string>): void {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.directory, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
    }
  }

  /** Starts a command in a session of its own, as a terminal would. */
  start(...args: string[]): RunningCommand {
    return this.startWith("", ...args);
  }

  /** As {@link start}, with something to read on standard input: what must not stand among a process's arguments. */
  startWith(input: string, ...args: string[]): RunningCommand {
    const child = spawn("pulumi", [...args, "--non-interactive"], {
      cwd: this.directory,
      env: { ...this.environment, TEST_MARK: this.mark },
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    // A command that reads nothing may have ended before this is written.
    child.stdin.on("error", () => undefined).end(input);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const ended = once(child, "close").then(([code]) => ({ code: code as number | null, output }));
    return { process: child, ended, output: () => output };
  }

  /** Runs a command to its end. */
  run(...args: string[]): Promise<CommandResult> {
    return this.start(...args).ended;
  }

  /** Runs a command that must succeed; returns what it printed. */
  async succeed(...args: string[]): Promise<string> {
    const { code, output } = await this.run(...args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
    return output;
  }

  /** The state as text, with secrets encrypted. */
  async state(): Promise<string> {
    const file = path.join(this.home, "export.json");
    await this.succeed("stack", "export", "--file", file);
    return fs.readFileSync(file, "utf8");
  }

  /** Ids of processes that descend from this project's commands and still run. */
  processes(): number[] {
    return fs
      .readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .filter((id) => {
        try {
          return fs.readFileSync(`/proc/${id}/environ`, "utf8").includes(this.mark);
        } catch {
          return false;
        }
      })
      .map(Number);
  }

  /** Removes everything, and ends what still runs. */
  remove(): void {
    for (const id of this.processes()) process.kill(id, "SIGKILL");
    fs.rmSync(this.home, { recursive: true, force: true });
  }
}

/** A Pulumi project in a directory of its own, used with the real CLI, the bundled engine and a state of its own. */
export class PulumiProject extends PulumiCommands {
  /**
   * Makes the project and a stack `test`.
   *
   * @param files the program; Pulumi.yaml, package.json and this repository's node_modules are there
   * @param environment further variables for its commands
   * @throws Error when the CLI has not been built
   */
  static async create(files: Record<string, string>, environment: NodeJS.ProcessEnv = {}): Promise<PulumiProject> {
    const toolchain = installedToolchain();
    if (!toolchain) throw new Error('The Pulumi CLI is not built yet: run "npm run toolchain".');
    const engine = await ensureEngine();
    const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "pulumi-test-")));
    const directory = path.join(home, "program");
    fs.mkdirSync(directory);
    fs.mkdirSync(path.join(home, "state"));
    fs.symlinkSync(engine.pluginsDirectory, path.join(home, "plugins"));
    fs.symlinkSync(path.join(repositoryRoot, "node_modules"), path.join(directory, "node_modules"));
    const project = new PulumiProject(directory, home, {
      ...process.env,
      PATH: [path.dirname(toolchain.path("pulumi")), engine.languageHostDirectory, process.env.PATH].join(
        path.delimiter,
      ),
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${path.join(home, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "x",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...environment,
    });
    project.write({
      "Pulumi.yaml": 'name: test\nruntime: {name: nodejs, options: {typescript: false, nodeargs: "--import tsx"}}\n',
      "package.json": JSON.stringify({
        name: "test",
        main: "index.ts",
        dependencies: { "@pulumi/pulumi": "*", "@pulumi/random": "*", "@pulumi/docker": "*" },
      }),
      ...files,
    });
    await project.succeed("stack", "init", "test");
    return project;
  }
}
