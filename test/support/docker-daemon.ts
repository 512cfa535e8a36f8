import { execFileSync, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureDebianPackages } from "../../embedded/toolchain/debian";
import { startProgram, stopProgram } from "./private-program";
import { PrivateRegistry, type Account } from "./private-registry";

/**
 * A Docker daemon with its own containerd, data and socket, and registries on the loopback interface: real ones, apart from
 * everything else on the machine. Needs root.
 */
export class PrivateDocker {
  private readonly children: ChildProcess[] = [];
  private readonly registries: PrivateRegistry[] = [];

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
  async startRegistry(account?: Account): Promise<string> {
    const registry = await PrivateRegistry.start(account);
    this.registries.push(registry);
    return registry.address;
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
    for (const registry of this.registries) await registry.stop();
    for (const child of this.children.reverse()) await stopProgram(child);
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
    this.children.push(await startProgram(program, args, ready, this.directory, environment));
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
