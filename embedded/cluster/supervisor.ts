import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { daemonGroupFiles } from "./cgroups";
import { readIfPresent, writeFileAtomically } from "./files";
import type { ClusterLayout } from "./layout";
import { run, tryRun } from "./run";
import { guardScript, keeperScript, loggerScript, runScript, finishScript } from "./supervisor-scripts";
import { waitUntil } from "./wait";

/** One supervised process. */
export interface ServiceDefinition {
  name: string;
  /** The program (absolute path) and its arguments. Never a secret: arguments are visible to everyone. */
  command: string[];
  environment: Record<string, string>;
  /** Files it reads at its start: when one of them changes, the service is restarted. */
  readsFiles: string[];
  /** Milliseconds between asking it to end and killing it. */
  killAfter: number;
}

/** What a service is doing. */
export interface ServiceState {
  name: string;
  /** Whether its process runs now. */
  up: boolean;
  pid?: number;
  /** Seconds since it came up or went down. */
  seconds?: number;
  /** Whether the supervisor is there and wants it up. */
  wanted: boolean;
}

const GUARD = "guard";

/**
 * The supervision tree (s6):
 *
 *     keeper (sh) -> s6-svscan -> s6-supervise per service -> the service, its logger, and the guard
 *
 * Every arrow but the first from the top is a death link where it has to be: a service dies with its s6-supervise, s6-svscan with
 * the keeper, so there is never a second copy that fights for a port. Each is restarted by the one above it; the keeper, which
 * has none above, by the guard, which waits for the keeper's lock to become free. So `kill -9` of any single process heals.
 */
export class Supervisor {
  constructor(private readonly layout: ClusterLayout) {}

  /** Whether the keeper lives. */
  async isRunning(): Promise<boolean> {
    if (!fs.existsSync(this.layout.keeperLock)) return false;
    // The keeper holds the lock for as long as it lives, so whoever gets it at once knows that there is none.
    return (await tryRun("flock", ["--nonblock", this.layout.keeperLock, "true"])).code !== 0;
  }

  /**
   * Writes the service directories. A service that runs from an older definition, or read a file that has changed since, is
   * marked for a restart at its next `up`.
   */
  prepare(definitions: ServiceDefinition[]): void {
    for (const definition of definitions) {
      this.writeService(definition.name, runScript(definition, versionOf(definition)), definition.killAfter);
    }
    this.writeService(GUARD, guardScript(this.layout), 1000);
    writeFileAtomically(
      path.join(this.layout.run, "keeper"),
      keeperScript(this.layout, daemonGroupFiles(this.layout.controlGroup)),
      0o700,
    );
  }

  private writeService(name: string, script: string, killAfter: number): void {
    const logs = path.join(this.layout.logs, name);
    fs.mkdirSync(logs, { recursive: true, mode: 0o700 });
    const isNew = !fs.existsSync(this.directory(name));
    // s6-svscan looks once, when it meets a service, whether that has a logger: so a new one appears whole.
    const directory = isNew ? path.join(this.layout.services, `.${name}`) : this.directory(name);
    this.writeScript(name, directory, "run", script);
    this.writeScript(name, directory, "finish", finishScript());
    this.writeScript(name, directory, path.join("log", "run"), loggerScript(logs));
    writeFileAtomically(path.join(directory, "timeout-kill"), String(killAfter));
    if (!isNew) return;
    // Not up before its turn: the start brings the services up in the order in which they need each other.
    if (name !== GUARD) writeFileAtomically(path.join(directory, "down"), "");
    fs.renameSync(directory, this.directory(name));
  }

  /** Writes what s6 executes, and puts a link to it where s6 looks for it. */
  private writeScript(service: string, directory: string, name: string, script: string): void {
    const file = path.join(this.layout.scripts, service, name);
    writeFileAtomically(file, script, 0o700);
    const link = path.join(directory, name);
    fs.mkdirSync(path.dirname(link), { recursive: true, mode: 0o700 });
    if (targetOf(link) === file) return;
    fs.rmSync(link, { force: true });
    fs.symlinkSync(file, link);
  }

  /** Starts the keeper if there is none, and waits until every service has its supervisor. */
  async ensureRunning(): Promise<void> {
    fs.rmSync(this.layout.stopping, { force: true });
    if (!(await this.isRunning())) {
      this.holdServices();
      const log = fs.openSync(this.layout.keeperLog, "a", 0o600);
      const keeper = spawn("/bin/sh", [path.join(this.layout.run, "keeper")], {
        detached: true,
        stdio: ["ignore", log, log],
        cwd: "/",
        env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
      });
      keeper.unref();
      fs.closeSync(log);
    }
    await waitUntil("the supervisor to take its services", { limit: 15_000, interval: 50 }, async () => {
      await tryRun("s6-svscanctl", ["-a", this.layout.services]);
      const services = fs.readdirSync(this.layout.services).filter((entry) => !entry.startsWith("."));
      const directories = services.flatMap((name) => [this.directory(name), path.join(this.directory(name), "log")]);
      const missing = await Promise.all(
        directories.map(async (directory) =>
          (await tryRun("s6-svok", [directory])).code === 0 ? [] : [`${directory} has no supervisor yet`],
        ),
      );
      const [first] = missing.flat();
      if (first) return first;
      return true;
    });
  }

  /**
   * Keeps all services down until their turn. Where the run directory outlives the machine's end, as in a container, they still
   * count as wanted, and a new keeper would start them all at once, from configuration that is not written yet.
   */
  private holdServices(): void {
    for (const name of fs.readdirSync(this.layout.services)) {
      if (name !== GUARD && !name.startsWith(".")) writeFileAtomically(path.join(this.directory(name), "down"), "");
    }
  }

  /** Brings a service up, restarting it if it runs from an older definition. From now on the supervisor keeps it up. */
  async up(name: string): Promise<void> {
    const directory = this.directory(name);
    fs.rmSync(path.join(directory, "down"), { force: true });
    fs.rmSync(path.join(directory, "failures"), { force: true });
    const wanted = /^# version (\S+)$/m.exec(readIfPresent(path.join(directory, "run")) ?? "")?.[1];
    const isStale = readIfPresent(path.join(directory, "version"))?.trim() !== wanted;
    const { up } = await this.state(name);
    // Not s6's own restart, which waits as long as the program takes to end: the API server takes a minute.
    if (up && isStale) await this.down(name);
    await run("s6-svc", ["-u", directory]);
  }

  /** Brings a service down and waits for that. A service without supervisor is down already. */
  async down(name: string): Promise<void> {
    const directory = this.directory(name);
    if ((await tryRun("s6-svok", [directory])).code !== 0) return;
    await tryRun("s6-svc", ["-wD", "-T", "20000", "-d", directory]);
    // That wait ends at once for a service between two starts, before its supervisor knows that no other is to come.
    const isTaken = async () => !(await this.state(name)).wanted || "it is still wanted";
    await waitUntil(`the supervisor to take down ${name}`, { limit: 10_000, interval: 20 }, isTaken);
  }

  /** Ends the whole tree. What does not end by itself is left to `removeControlGroup`. */
  async shutDown(): Promise<void> {
    writeFileAtomically(this.layout.stopping, "");
    if (!(await this.isRunning())) return;
    await tryRun("s6-svscanctl", ["-t", this.layout.services]);
    await tryRun("flock", ["--timeout", "20", this.layout.keeperLock, "true"]);
  }

  /** What a service is doing now. */
  async state(name: string): Promise<ServiceState> {
    const result = await tryRun("s6-svstat", ["-o", "up,pid,updownfor,wantedup", this.directory(name)]);
    if (result.code !== 0) return { name, up: false, wanted: false };
    const [up, pid, seconds, wanted] = result.stdout.trim().split(" ");
    return {
      name,
      up: up === "true",
      pid: Number(pid) > 0 ? Number(pid) : undefined,
      seconds: Number(seconds),
      wanted: wanted === "true",
    };
  }

  private directory(name: string): string {
    return path.join(this.layout.services, name);
  }
}

/** Where a symbolic link leads; undefined for anything else. */
function targetOf(link: string): string | undefined {
  return fs.lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() ? fs.readlinkSync(link) : undefined;
}

/** Changes when the command, the environment or the content of a file it reads changes. */
function versionOf(definition: ServiceDefinition): string {
  const hash = createHash("sha256").update(JSON.stringify([definition.command, definition.environment]));
  for (const file of definition.readsFiles) hash.update(readIfPresent(file) ?? "");
  return hash.digest("hex").slice(0, 16);
}
