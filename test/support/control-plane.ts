import { spawn, type ChildProcess } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { ApiClient } from "../../engine/kubernetes/client";
import { loadKubeconfig } from "../../engine/kubernetes/kubeconfig";
import { installedToolchain } from "../../embedded/toolchain";

/** How long the slowest part may take to answer. */
const START_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 100;

export interface ControlPlaneOptions {
  /** Run the controllers, so that namespaces empty and dependants are collected. @default false */
  controllers?: boolean;
  /** Serve every API version that the server knows, also alpha ones. @default false */
  allApis?: boolean;
  /** Further users: lines of `token,user,uid,"group,group"`. */
  tokens?: readonly string[];
  /** Certificates, as PEM, that are or sign those of users. */
  clientAuthority?: string;
}

/** A private Kubernetes control plane on loopback, without nodes, for tests of what only the API server decides. */
export class ControlPlane {
  private readonly children: { name: string; child: ChildProcess }[] = [];
  private readonly token = randomBytes(16).toString("hex");

  private constructor(
    /** Where its data, certificates and logs are. */
    readonly directory: string,
    private readonly port: number,
    private readonly etcdPorts: [number, number],
  ) {}

  /**
   * Starts etcd and an API server, and waits until it serves.
   *
   * @throws Error when the Kubernetes binary is missing, or a part does not come up.
   */
  static async start(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
    const [port, ...etcdPorts] = (await freePorts(3)) as [number, number, number];
    const plane = new ControlPlane(mkdtempSync(join(tmpdir(), "control-plane-")), port, etcdPorts);
    try {
      await plane.startParts(options);
    } catch (error) {
      await plane.stop();
      throw error;
    }
    return plane;
  }

  /** The server's URL. */
  get url(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  /** The text of an administrator's kubeconfig; the context is named `test`. */
  kubeconfig(): string {
    return JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: "test",
          cluster: {
            server: this.url,
            "certificate-authority-data": readFileSync(join(this.directory, "apiserver.crt")).toString("base64"),
          },
        },
      ],
      users: [{ name: "admin", user: { token: this.token } }],
      contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
      "current-context": "test",
    });
  }

  /** Ends every part that was started, and removes the data. */
  async stop(): Promise<void> {
    for (const { child } of [...this.children].reverse()) {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, "exit");
        child.kill("SIGKILL");
        await exited;
      }
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async startParts(options: ControlPlaneOptions): Promise<void> {
    const { controllers, allApis, tokens: users = [], clientAuthority } = options;
    const [client, peer] = this.etcdPorts.map((port) => `http://127.0.0.1:${port}`) as [string, string];
    this.run("etcd", [
      `--data-dir=${join(this.directory, "etcd")}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      "--unsafe-no-fsync",
      "--log-level=error",
    ]);
    const key = join(this.directory, "service-accounts.key");
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    writeFileSync(key, privateKey.export({ type: "pkcs1", format: "pem" }), { mode: 0o600 });
    const tokens = join(this.directory, "tokens.csv");
    writeFileSync(tokens, [`${this.token},admin,admin,system:masters`, ...users, ""].join("\n"), { mode: 0o600 });
    const authority = join(this.directory, "client-authority.crt");
    if (clientAuthority) writeFileSync(authority, clientAuthority);
    this.run("kube-apiserver", [
      `--etcd-servers=${client}`,
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",
      `--secure-port=${this.port}`,
      `--cert-dir=${this.directory}`,
      `--token-auth-file=${tokens}`,
      ...(clientAuthority ? [`--client-ca-file=${authority}`] : []),
      "--authorization-mode=RBAC",
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      "--service-cluster-ip-range=10.96.0.0/16",
      "--disable-admission-plugins=ServiceAccount",
      ...(allApis ? ["--runtime-config=api/all=true"] : []),
      "--v=0",
    ]);
    await this.untilServing();
    if (controllers) {
      const kubeconfig = join(this.directory, "kubeconfig");
      writeFileSync(kubeconfig, this.kubeconfig(), { mode: 0o600 });
      this.run("kube-controller-manager", [
        `--kubeconfig=${kubeconfig}`,
        `--service-account-private-key-file=${key}`,
        "--secure-port=0",
        "--leader-elect=false",
        "--controllers=*,-nodelifecycle,-nodeipam,-service-lb-controller,-cloud-node-lifecycle-controller",
      ]);
    }
  }

  private run(name: string, args: string[]): void {
    const log = createWriteStream(join(this.directory, `${name}.log`));
    const child = spawn(binary(), [name, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.on("error", (error) => log.write(`${error.message}\n`));
    this.children.push({ name, child });
  }

  private async untilServing(): Promise<void> {
    const deadline = Date.now() + START_MILLISECONDS;
    for (;;) {
      const dead = this.children.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
      if (dead || Date.now() > deadline) {
        throw new Error(
          `${dead?.name ?? "The API server"} did not come up:\n${this.logTail(dead?.name ?? "kube-apiserver")}`,
        );
      }
      try {
        // The certificate is the server's own, made at its start.
        const client = new ApiClient(await loadKubeconfig({ kubeconfig: this.kubeconfig() }));
        // The default namespace is among the last things that a new server makes.
        const namespace = await client.get({ apiVersion: "v1", kind: "Namespace", name: "default" });
        client.close();
        if (namespace !== undefined) {
          return;
        }
      } catch {
        // Not up yet.
      }
      await setTimeout(POLL_MILLISECONDS);
    }
  }

  private logTail(name: string): string {
    return readFileSync(join(this.directory, `${name}.log`), "utf8")
      .split("\n")
      .slice(-20)
      .join("\n");
  }
}

/** The Kubernetes binary that `PLATFORM_KUBERNETES_BINARY` names, else that of the toolchain. */
function binary(): string {
  const path = process.env.PLATFORM_KUBERNETES_BINARY ?? installedToolchain()?.path("kubernetes");
  if (path === undefined) {
    throw new Error(
      "The toolchain is not built. Run `npm run toolchain`, or set PLATFORM_KUBERNETES_BINARY to a Kubernetes binary.",
    );
  }
  return path;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
