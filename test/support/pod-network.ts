import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import * as readline from "node:readline";
import { eventually } from "./eventually";
import { outcomeOf, type IsolatedCluster } from "./isolated-cluster";

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

/** Connects from a network to each target once, all at the same time. */
export async function connections(network: string, targets: [host: string, port: number][]): Promise<string[]> {
  const { code, stdout, stderr } = await outcomeOf(start(network, ["connect", JSON.stringify(targets)]));
  if (code !== 0) throw new Error(`the prober failed: ${stderr}`);
  return JSON.parse(stdout) as string[];
}

function start(network: string, args: string[]): ChildProcess {
  return spawn("nsenter", [`--net=${network}`, process.execPath, prober, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

interface PodObject {
  metadata: { name: string; namespace: string; uid: string };
  status: { podIP?: string; conditions?: { type: string; status: string }[] };
}

const isReady = ({ status }: PodObject): boolean =>
  status.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True") ?? false;

/** Makes peers in a cluster of the tests' own. */
export class PodNetwork {
  constructor(private readonly cluster: IsolatedCluster) {}

  /** The pause image of that cluster, by digest. */
  private image(): string {
    const images = JSON.parse(fs.readFileSync(path.join(this.cluster.layout.state, "images.json"), "utf8")) as Record<
      string,
      { digest: string }
    >;
    return `127.0.0.1:5000/mirror/registry.k8s.io/pause@${images.pause!.digest}`;
  }

  /** A pod that stays and does nothing. */
  object(namespace: string, name: string, labels: Record<string, string>, ports: object[] = []): object {
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace, labels },
      spec: {
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        containers: [{ name: "pause", image: this.image(), ports }],
      },
    };
  }

  apply(...objects: object[]): void {
    const list = { apiVersion: "v1", kind: "List", items: objects };
    this.cluster.kubectl(["apply", "--filename=-"], JSON.stringify(list));
  }

  /** The pods of a namespace, once all of them are ready. */
  async pods(namespace: string): Promise<Record<string, PeerPod>> {
    const list = ["get", "pods", `--namespace=${namespace}`, "--output=json"];
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

  /** The networks that the runtime has made, those of pods that are being started included. */
  networkFiles(): string[] {
    const directory = path.join(this.cluster.layout.containerdState, "io.containerd.grpc.v1.cri", "netns");
    return fs.existsSync(directory) ? fs.readdirSync(directory).map((name) => path.join(directory, name)) : [];
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
