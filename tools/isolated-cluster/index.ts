import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureClusterBinaries, clusterLayout, type ClusterBinaries, type ClusterLayout } from "../../embedded/cluster";
import { clusterPorts } from "../../embedded/cluster/layout";
import { mirrorReference } from "../../embedded/images/registry";
import type { ClusterStatus } from "../../embedded/cluster";
import { repositoryRoot } from "../../embedded/paths";
import type { Report } from "../../embedded/report";
import { mountLikeRun } from "./run-directory";

/** How a command ended. */
export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Another machine on the same network. */
export interface Outsider {
  /** The address under which it sees this machine. */
  machine: string;
  /** The file that names its network. */
  network: string;
  run(file: string, args: string[]): Outcome;
  disconnect(): void;
}

const commandScript = path.join(__dirname, "cli.ts");

/**
 * An embedded cluster in a network namespace, a state and a run directory of its own, so that tests and measurements may fill, kill
 * and delete what they like while the machine's cluster goes on. Its network leads nowhere: what has to be fetched is fetched before.
 */
export class IsolatedCluster {
  readonly layout: ClusterLayout;
  /** Host and port of its registry, as image names begin; only in the namespace it is this one's. */
  readonly registry = `127.0.0.1:${clusterPorts().registry}`;
  private readonly environment: NodeJS.ProcessEnv;

  private constructor(
    private readonly holder: ChildProcess,
    readonly directory: string,
    readonly binaries: ClusterBinaries,
    private readonly unmount: () => void,
  ) {
    this.layout = clusterLayout(path.join(directory, "state"), path.join(directory, "run", "platform"));
    // Without what leads to the state of the machine's own stacks: those of this cluster have one of their own.
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_"));
    this.environment = {
      ...Object.fromEntries(own),
      PLATFORM_STATE: this.layout.state,
      PLATFORM_RUN: this.layout.run,
    };
  }

  /** Makes the namespace; starts nothing in it. */
  static async create(report: Report = () => undefined): Promise<IsolatedCluster> {
    const binaries = await ensureClusterBinaries(report);
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "platform-isolated-"));
    const unmount = mountLikeRun(path.join(directory, "run"));
    return new IsolatedCluster(await holdNamespace(), directory, binaries, unmount);
  }

  /** Stops the cluster and removes everything of it. */
  async dispose(): Promise<void> {
    await this.cluster("stop", "--purge");
    this.holder.kill("SIGKILL");
    this.unmount();
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  /** The cluster's own image of a program that does nothing, by digest. */
  pauseImage(): string {
    const file = path.join(this.layout.state, "images.json");
    const images = JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, { digest: string }>;
    return `${this.registry}/${mirrorReference("pause").repository}@${images.pause!.digest}`;
  }

  /** Runs a program in the namespace to its end. */
  run(file: string, args: string[], input = ""): Outcome {
    return runIn(this.holder, file, args, { env: this.environment, input });
  }

  /**
   * Runs `cluster <args>` in the namespace to its end, below other programs.
   *
   * @param prefix programs that start it, such as `["setpriv", "--reuid=65534"]`
   */
  runCluster(args: string[], prefix: string[]): Outcome {
    const [file, ...rest] = [...prefix, process.execPath, "--import", "tsx", commandScript, ...args];
    return this.run(file!, rest);
  }

  /**
   * Connects another machine (a network namespace) to this one's network by a cable, with routes that lead to the cluster's
   * networks through it.
   */
  async connectOutsider(): Promise<Outsider> {
    const holder = await holdNamespace();
    const must = ({ code, stderr }: Outcome): void => {
      if (code !== 0) throw new Error(stderr);
    };
    must(this.run("ip", ["link", "add", "outside0", "type", "veth", "peer", "outside1", "netns", String(holder.pid)]));
    must(this.run("ip", ["address", "add", "198.51.100.1/24", "dev", "outside0"]));
    must(this.run("ip", ["link", "set", "outside0", "up"]));
    must(runIn(holder, "ip", ["address", "add", "198.51.100.2/24", "dev", "outside1"]));
    must(runIn(holder, "ip", ["link", "set", "outside1", "up"]));
    for (const network of ["10.210.0.0/16", "10.211.0.0/16"]) {
      must(runIn(holder, "ip", ["route", "add", network, "via", "198.51.100.1"]));
    }
    return {
      machine: "198.51.100.1",
      network: `/proc/${holder.pid}/ns/net`,
      run: (file, args) => runIn(holder, file, args),
      disconnect: () => {
        this.run("ip", ["link", "delete", "outside0"]);
        holder.kill("SIGKILL");
      },
    };
  }

  /** Starts a program in the namespace. */
  spawn(file: string, args: string[]): ChildProcess {
    return spawn("nsenter", [enter(this.holder), file, ...args], {
      cwd: repositoryRoot,
      env: this.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** Starts `cluster <args>` in the namespace. */
  spawnCluster(...args: string[]): ChildProcess {
    return this.spawn(process.execPath, ["--import", "tsx", commandScript, ...args]);
  }

  /** Runs `cluster <args>` in the namespace to its end. */
  async cluster(...args: string[]): Promise<Outcome> {
    return outcomeOf(this.spawnCluster(...args));
  }

  /** What `cluster status` says. */
  async status(): Promise<ClusterStatus> {
    return JSON.parse((await this.cluster("status", "--json")).stdout) as ClusterStatus;
  }

  /**
   * Runs kubectl with the administrator's kubeconfig.
   *
   * @throws Error with its words if it fails
   */
  kubectl(args: string[], input = ""): string {
    const { code, stdout, stderr } = this.tryKubectl(args, input);
    if (code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr}`);
    return stdout;
  }

  /** Runs kubectl, whatever comes of it. */
  tryKubectl(args: string[], input = ""): Outcome {
    const kubectl = ["kubectl", `--kubeconfig=${this.layout.kubeconfig}`, "--request-timeout=20s"];
    return this.run(this.binaries.path("kubernetes"), [...kubectl, ...args], input);
  }
}

/** A process that keeps a new network namespace, with nothing but loopback in it. */
async function holdNamespace(): Promise<ChildProcess> {
  const script = "ip link set lo up && echo ready && exec sleep infinity";
  // Detached: what interrupts a command at a terminal leaves it, for the cluster has to be stopped in it.
  const holder = spawn("unshare", ["--net", "sh", "-c", script], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  return holder;
}

const enter = (holder: ChildProcess): string => `--net=/proc/${holder.pid}/ns/net`;

function runIn(
  holder: ChildProcess,
  file: string,
  args: string[],
  options: { env?: NodeJS.ProcessEnv; input?: string } = {},
): Outcome {
  const { status, stdout, stderr } = spawnSync("nsenter", [enter(holder), file, ...args], {
    encoding: "utf8",
    cwd: repositoryRoot,
    ...options,
  });
  return { code: status, stdout, stderr };
}

/** Waits for the end of a process and gives what it said. */
export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const said = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (said.stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...said };
}
