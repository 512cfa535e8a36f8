import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { hashSync } from "bcryptjs";
import { ensureDebianPackages } from "../../embedded/toolchain/debian";

/** Milliseconds in which each part has to be ready. */
const startTimeout = 60_000;

/**
 * A Docker daemon with its own containerd, data and socket, and registries on the loopback interface: real ones, apart from
 * everything else on the machine. Needs root.
 */
export class PrivateDocker {
  private readonly children: ChildProcess[] = [];

  private constructor(
    private readonly directory: string,
    /** `unix://...` */
    readonly host: string,
  ) {}

  /** Starts the daemon with an image `base:1`, which has a shell, cat and sleep. */
  static async start(): Promise<PrivateDocker> {
    const packages = await ensureDebianPackages(() => undefined);
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "docker-"));
    const socket = path.join(directory, "docker.sock");
    const docker = new PrivateDocker(directory, `unix://${socket}`);
    const containerd = path.join(directory, "containerd.sock");
    const programs = ["containerd", "dockerd", "runc"].map((name) => path.dirname(packages.path(name as "runc")));
    const environment = { ...process.env, PATH: [...programs, process.env.PATH].join(path.delimiter) };
    fs.writeFileSync(
      path.join(directory, "containerd.toml"),
      `version = 2\nroot = "${directory}/containerd"\nstate = "${directory}/containerd-run"\n` +
        `disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]\n[grpc]\naddress = "${containerd}"\n`,
    );
    try {
      await docker.run(
        packages.path("containerd"),
        ["--config", `${directory}/containerd.toml`],
        containerd,
        environment,
      );
      const paths = ["data-root", "exec-root", "pidfile"].flatMap((name) => [`--${name}`, path.join(directory, name)]);
      const network = ["--bridge=none", "--iptables=false", "--ip-forward=false", "--ip-masq=false"];
      const args = ["--containerd", containerd, "--host", docker.host, ...paths, ...network];
      await docker.run(packages.path("dockerd"), args, socket, environment);
      await docker.request("POST", "/images/create?fromSrc=-&repo=base&tag=1", baseImage(directory));
    } catch (error) {
      await docker.stop();
      throw error;
    }
    return docker;
  }

  /**
   * Starts a registry that allows deletion.
   *
   * @param account asks for this user's password
   * @returns host and port
   */
  async startRegistry(account?: { username: string; password: string }): Promise<string> {
    const packages = await ensureDebianPackages(() => undefined);
    const port = await freePort();
    const data = fs.mkdtempSync(path.join(this.directory, "registry-"));
    if (account) fs.writeFileSync(`${data}/htpasswd`, `${account.username}:${hashSync(account.password, 4)}\n`);
    const auth = account ? `auth: {htpasswd: {realm: test, path: ${data}/htpasswd}}\n` : "";
    fs.writeFileSync(
      `${data}/config.yml`,
      `version: 0.1\nstorage: {filesystem: {rootdirectory: ${data}}, delete: {enabled: true}}\n` +
        `http: {addr: "127.0.0.1:${port}"}\n${auth}`,
    );
    await this.run(packages.path("docker-registry"), ["serve", `${data}/config.yml`], port, process.env);
    return `127.0.0.1:${port}`;
  }

  /** Asks the daemon; returns the answer's status and text. */
  request(method: string, requestPath: string, body?: Buffer): Promise<{ status: number; text: string }> {
    const args = ["--silent", "--show-error", "--unix-socket", this.host.slice("unix://".length), "--request", method];
    const input = body ? ["--data-binary", "@-", "--header", "Content-Type: application/x-tar"] : [];
    const output = execFileSync(
      "curl",
      [...args, ...input, "--write-out", "\n%{http_code}", `http://docker${requestPath}`],
      {
        input: body,
      },
    ).toString();
    const end = output.lastIndexOf("\n");
    return Promise.resolve({ status: Number(output.slice(end + 1)), text: output.slice(0, end) });
  }

  /** Ends everything, the newest first, and removes the data. */
  async stop(): Promise<void> {
    for (const child of this.children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    }
    // dockerd leaves the mount of its network namespace behind.
    const mounts = fs.readFileSync("/proc/mounts", "utf8").split("\n");
    for (const mount of mounts.map((line) => line.split(" ")[1] ?? "").reverse()) {
      if (mount.startsWith(`${this.directory}/`)) execFileSync("umount", [mount]);
    }
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  private async run(
    program: string,
    args: string[],
    ready: string | number,
    environment: NodeJS.ProcessEnv,
  ): Promise<void> {
    const log = path.join(this.directory, `${path.basename(program)}.log`);
    const child = spawn(program, args, {
      env: environment,
      stdio: ["ignore", fs.openSync(log, "a"), fs.openSync(log, "a")],
    });
    this.children.push(child);
    const deadline = Date.now() + startTimeout;
    while (!(await accepts(ready))) {
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`${path.basename(program)} did not start:\n${fs.readFileSync(log, "utf8").slice(-2000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** A tar of this machine's own shell, cat and sleep with the libraries that they need. */
function baseImage(directory: string): Buffer {
  const root = path.join(directory, "base");
  const install = (file: string, target = file): void => {
    fs.mkdirSync(path.dirname(path.join(root, target)), { recursive: true });
    fs.copyFileSync(fs.realpathSync(file), path.join(root, target));
    fs.chmodSync(path.join(root, target), 0o755);
  };
  for (const program of ["sh", "cat", "sleep"]) {
    install(`/bin/${program}`);
    const libraries = execFileSync("ldd", [`/bin/${program}`]).toString();
    for (const [library] of libraries.matchAll(/\/\S+\.so\S*/g)) install(library);
  }
  return execFileSync("tar", ["--directory", root, "--create", "."], { maxBuffer: 64 * 1024 * 1024 });
}

function accepts(address: string | number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = typeof address === "number" ? net.connect(address, "127.0.0.1") : net.connect(address);
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.end());
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
