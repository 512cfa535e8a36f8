import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import versions from "../../versions.json";
import { repositoryRoot } from "../../embedded/paths";
import { installedToolchain } from "../../embedded/toolchain";
import { ensureEngine } from "../../embedded/toolchain/engine";
import { digest, imageId } from "../engine/docker/bench";
import { fakeRegistry, FakeServer, lines } from "../engine/docker/fakes";
import { ControlPlane } from "./control-plane";
import { COMMAND, PROGRAM } from "./program-files";
import { PulumiCommands } from "./pulumi-cli";
import { stackConfig, type StackConfig } from "./stack";

/** What a preview needs of this source tree: the program and its policies. */
const TREE = [...PROGRAM, "policy"];

/** There is no node, so nothing becomes ready: every object of the cluster counts as ready once it is made. */
const ENTRY = `
import * as pulumi from "@pulumi/pulumi";
pulumi.runtime.registerResourceTransform(({ type, props, opts }) => {
  if (!type.startsWith("kubernetes:")) return undefined;
  const annotations = { ...props.metadata?.annotations, "pulumi.com/skipAwait": "true" };
  return { props: { ...props, metadata: { ...props.metadata, annotations } }, opts };
});
export = require("./index");
`;

/** Tags of the images that services are built on. */
const baseTags = () => Object.values(versions.images).map(({ tag }) => tag);

/** Name of the stack. */
export const PREVIEW_STACK = "staging";

/**
 * The program with the stack `staging` on an API server of its own, without nodes, and with a Docker daemon and a registry that answer as
 * they are told: everything that a preview asks is real, and nothing of it is the machine's.
 */
export class PreviewStack extends PulumiCommands {
  private constructor(
    home: string,
    environment: NodeJS.ProcessEnv,
    readonly plane: ControlPlane,
    private readonly servers: readonly FakeServer[],
  ) {
    super(path.join(home, "program"), home, environment);
  }

  /**
   * Makes the folder and the stack; nothing is deployed.
   *
   * @param change changes the configuration of staging
   */
  static async create(change: (config: StackConfig) => void = () => undefined): Promise<PreviewStack> {
    const toolchain = installedToolchain();
    if (!toolchain) throw new Error('The Pulumi CLI is not built yet: run "npm run toolchain".');
    const engine = await ensureEngine();
    const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "preview-stack-")));
    const registry = fakeRegistry(
      Object.fromEntries([digest, "v1.0.0", ...baseTags()].map((one) => [one, { digest }])),
    );
    const daemon = new FakeServer()
      .on("GET /networks/bridge", {})
      .on("POST /build", lines({ stream: "Step 1/1 : FROM base\n" }, { aux: { ID: imageId } }))
      .on("POST /images/*/push", lines({ aux: { Tag: "v1.0.0", Digest: digest, Size: 1 } }));
    const [address, host, plane] = await Promise.all([
      registry.listenOnPort(),
      daemon.listenOnSocket(),
      ControlPlane.start({ controllers: true }),
    ]);
    const kubeconfig = path.join(home, "kubeconfig");
    fs.writeFileSync(kubeconfig, plane.kubeconfig(), { mode: 0o600 });
    fs.mkdirSync(path.join(home, "state"));
    fs.symlinkSync(engine.pluginsDirectory, path.join(home, "plugins"));
    const stack = new PreviewStack(
      home,
      {
        ...process.env,
        PATH: [path.dirname(toolchain.path("pulumi")), engine.languageHostDirectory, process.env.PATH].join(
          path.delimiter,
        ),
        HOME: home,
        PULUMI_HOME: home,
        PULUMI_BACKEND_URL: `file://${path.join(home, "state")}?metadata=skip`,
        PULUMI_CONFIG_PASSPHRASE: "passphrase-of-a-test",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PLATFORM_STATE: path.join(home, "platform"),
        DOCKER_HOST: host,
        KUBECONFIG: kubeconfig,
      },
      plane,
      [registry, daemon],
    );
    stack.#copy(TREE);
    fs.symlinkSync(path.join(repositoryRoot, "node_modules"), path.join(stack.directory, "node_modules"));
    const project = path.join(stack.directory, "Pulumi.yaml");
    fs.writeFileSync(project, fs.readFileSync(project, "utf8").replace("main: index.ts", "main: entry.ts"));
    stack.write({ "entry.ts": ENTRY });
    const config = stackConfig(PREVIEW_STACK);
    config["target"] = { kind: "kubernetes", context: "test", registry: { address, mirror: true } };
    change(config);
    stack.configure(() => config);
    await stack.succeed("stack", "init", PREVIEW_STACK);
    return stack;
  }

  /** The stack's file. */
  get file(): string {
    return path.join(this.directory, `Pulumi.${PREVIEW_STACK}.yaml`);
  }

  /** The environment of its commands. */
  get variables(): NodeJS.ProcessEnv {
    return this.environment;
  }

  /** Changes the configuration, which it is given without the namespace of the keys. */
  configure(change: (config: StackConfig) => StackConfig): void {
    const file = fs.existsSync(this.file) ? (parse(fs.readFileSync(this.file, "utf8")) as { config?: object }) : {};
    const platform = Object.entries(file.config ?? {}).filter(([key]) => key.startsWith("platform:"));
    const config = change(Object.fromEntries(platform.map(([key, value]) => [key.slice("platform:".length), value])));
    const keys = Object.entries(config).map(([key, value]) => [`platform:${key}`, value]);
    const values: StackConfig = Object.fromEntries(keys) as StackConfig;
    const text = { ...file, config: { "pulumi:disable-default-providers": ["*"], ...values } };
    fs.writeFileSync(this.file, stringify(text));
  }

  /** What a command streams that changes nothing: one event a line, and how it ended. */
  async events(command: "preview" | "refresh", ...args: string[]): Promise<{ code: number | null; lines: string[] }> {
    const child = spawn("pulumi", [command, "--json", "--non-interactive", ...args], {
      cwd: this.directory,
      env: { ...this.environment, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, lines: output.split("\n").filter(Boolean) };
  }

  /**
   * Runs the command `platform` of this folder to its end.
   *
   * @param environment variables beside those of the stack
   */
  async platform(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    if (!fs.existsSync(path.join(this.directory, "operations")))
      this.#copy(COMMAND.filter((name) => !TREE.includes(name)));
    const command = ["--import", "tsx", path.join(this.directory, "operations/main.ts"), ...args];
    const child = spawn(process.execPath, command, {
      cwd: this.directory,
      env: { ...this.environment, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const texts = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (chunk: string) => (texts[name] += chunk));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, ...texts };
  }

  #copy(names: readonly string[]): void {
    for (const name of names) {
      fs.cpSync(path.join(repositoryRoot, name), path.join(this.directory, name), {
        recursive: true,
        filter: (source) => path.basename(source) !== "node_modules",
      });
    }
  }

  /** Ends what was started, and removes everything. */
  async stop(): Promise<void> {
    await this.plane.stop();
    for (const server of this.servers) server.stop();
    this.remove();
  }
}
