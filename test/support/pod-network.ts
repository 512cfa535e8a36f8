import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import * as readline from "node:readline";
import { eventually } from "./eventually";
import { outcomeOf, type IsolatedCluster } from "../../tools/isolated-cluster";

const prober = path.join(__dirname, "prober.mjs");

/** A pod as a peer of connections: what runs in it is `pause`, what talks is the prober, in the pod's network. */
export interface PeerPod {
  namespace: string;
  name: string;
  address: string;
  /** The file that names the pod's network. */
  network: string;
}

/** One try of a poll. */
export interface Attempt {
  /** When it began, in milliseconds since 1970. */
  at: number;
  /** `connected`, or the code of the error. */
  result: string;
}

/** A process that goes on in a network until it is ended. */
export class Prober {
  readonly lines: string[] = [];

  constructor(private readonly child: ChildProcess) {
    readline.createInterface({ input: child.stdout! }).on("line", (line) => this.lines.push(line));
  }

  /** What a poll has found so far. */
  attempts(): Attempt[] {
    return this.lines.map((line) => JSON.parse(line) as Attempt);
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGKILL");
    await once(this.child, "close");
  }
}

/** Starts the prober in a network. */
export function probe(network: string, ...args: string[]): Prober {
  return new Prober(start(network, args));
}

/** How the other side is talked to. */
export type Protocol = "tcp" | "udp";

/** Where a connection goes. */
export interface Destination {
  host: string;
  port: number;
  /** @default tcp */
  protocol?: Protocol;
  /** Milliseconds after which a connection by TCP counts as not answered. @default 4000 */
  patience?: number;
}

/** Connects from a network to each target once, all at the same time; by UDP, a packet with an answer is a connection. */
export async function connections(network: string, targets: Destination[]): Promise<string[]> {
  const { code, stdout, stderr } = await outcomeOf(start(network, ["connect", JSON.stringify(targets)]));
  if (code !== 0) throw new Error(`the prober failed: ${stderr}`);
  return JSON.parse(stdout) as string[];
}

function start(network: string, args: string[]): ChildProcess {
  return spawn("nsenter", [`--net=${network}`, process.execPath, prober, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** A pod, as the API server has it. */
export interface PodObject {
  metadata: { name: string; namespace: string; uid: string };
  status: {
    podIP?: string;
    conditions?: { type: string; status: string }[];
    containerStatuses?: { state: { running?: { startedAt: string } } }[];
  };
}

const isReady = ({ status }: PodObject): boolean =>
  status.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True") ?? false;

/** Makes peers in a cluster of the tests' own. */
export class PodNetwork {
  constructor(private readonly cluster: IsolatedCluster) {}

  /** A pod that stays and does nothing. */
  object(namespace: string, name: string, labels: Record<string, string>, ports: object[] = []): object {
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace, labels },
      spec: {
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        containers: [{ name: "pause", image: this.cluster.pauseImage(), ports }],
      },
    };
  }

  apply(...objects: object[]): void {
    const list = { apiVersion: "v1", kind: "List", items: objects };
    this.cluster.kubectl(["apply", "--filename=-"], JSON.stringify(list));
  }

  /** A pod as it is now. */
  read(namespace: string, name: string): PodObject {
    return JSON.parse(
      this.cluster.kubectl(["get", "pod", name, `--namespace=${namespace}`, "--output=json"]),
    ) as PodObject;
  }

  /**
   * The pods of a namespace, once all of them are ready.
   *
   * @param labels only those with these labels, as kubectl selects by them
   */
  async pods(namespace: string, labels = ""): Promise<Record<string, PeerPod>> {
    const list = ["get", "pods", `--namespace=${namespace}`, `--selector=${labels}`, "--output=json"];
    const items = await eventually(
      `all pods of ${namespace} are ready`,
      () => {
        const found = (JSON.parse(this.cluster.kubectl(list)) as { items: PodObject[] }).items;
        const missing = found.filter((pod) => !isReady(pod)).map(({ metadata }) => metadata.name);
        if (found.length === 0 || missing.length > 0)
          throw new Error(`not ready: ${missing.join(", ") || "none is there"}`);
        return Promise.resolve(found);
      },
      { timeout: 300_000 },
    );
    const networks = networksByPod();
    return Object.fromEntries(
      items.map(({ metadata: { name, uid }, status }) => {
        const network = networks.get(uid);
        if (!network) throw new Error(`no process of pod ${name} is found`);
        return [name, { namespace, name, address: status.podIP!, network }];
      }),
    );
  }

  /** Waits until a Deployment runs its newest version alone, without keeping this process from doing other things. */
  async complete(namespace: string, deployment: string): Promise<void> {
    await eventually(`${deployment} is rolled out`, () => {
      const status = ["rollout", "status", deployment, `--namespace=${namespace}`, "--watch=false"];
      if (!this.cluster.kubectl(status).includes("successfully rolled out")) throw new Error("it is not");
      return Promise.resolve();
    });
  }

  /** Waits until pods are gone. */
  async gone(namespace: string, names: readonly string[]): Promise<void> {
    await eventually(`${names.join(" and ")} are gone`, () => {
      const there = this.cluster.kubectl(["get", "pods", `--namespace=${namespace}`, "--output=name"]).split("\n");
      const left = names.filter((name) => there.includes(`pod/${name}`));
      if (left.length > 0) throw new Error(`there: ${left.join(", ")}`);
      return Promise.resolve();
    });
  }

  /**
   * Tells of each network that the runtime makes meanwhile: that of a pod which is being started, before anything runs in it.
   *
   * @param made is told the file that names it
   */
  async watchNetworks<Value>(made: (file: string) => void, meanwhile: () => Promise<Value>): Promise<Value> {
    const directory = path.join(this.cluster.layout.containerdState, "io.containerd.grpc.v1.cri", "netns");
    const networks = (): string[] => fs.readdirSync(directory).map((name) => path.join(directory, name));
    const known = new Set(networks());
    const timer = setInterval(() => {
      for (const file of networks().filter((name) => !known.has(name))) {
        known.add(file);
        made(file);
      }
    }, 5);
    try {
      return await meanwhile();
    } finally {
      clearInterval(timer);
    }
  }

  /** Follows since when, by the clock of this machine, the pods of a namespace are ready. */
  watchReady(namespace: string): { since(name: string): number; end(): void } {
    const ready = '{.status.conditions[?(@.type=="Ready")].status}';
    const child = this.cluster.spawn(this.cluster.binaries.path("kubectl"), [
      ...[`--kubeconfig=${this.cluster.layout.kubeconfig}`, "get", "pods", `--namespace=${namespace}`, "--watch"],
      `--output=jsonpath={.metadata.name} ${ready}{"\\n"}`,
    ]);
    const since = new Map<string, number>();
    readline.createInterface({ input: child.stdout! }).on("line", (line) => {
      const [name, status] = line.split(" ");
      if (status === "True" && !since.has(name!)) since.set(name!, Date.now());
    });
    return { since: (name) => since.get(name)!, end: () => void child.kill("SIGKILL") };
  }
}

/** The network of each pod of the machine by the pod's identifier, which is part of the name of its control group. */
function networksByPod(): Map<string, string> {
  const networks = new Map<string, string>();
  for (const pid of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const uid = /\/pod([0-9a-f-]{36})/.exec(fs.readFileSync(`/proc/${pid}/cgroup`, "utf8"))?.[1];
      if (uid) networks.set(uid, `/proc/${pid}/ns/net`);
    } catch {
      // It ended between the list and the look.
    }
  }
  return networks;
}
