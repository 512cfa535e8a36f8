import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parseDocument } from "yaml";
import { timeoutFactor } from "../../../embedded/timeouts";
import { repositoryRoot } from "../../../embedded/paths";
import { eventually } from "../../support/eventually";
import { machineTraces, type MachineTraces } from "./traces";

const MINUTE = 60_000;

/** Where the container of the machine's own Docker answers. */
const NEIGHBOUR = "http://127.0.0.1:8080/hello";

/** Runs a program to its end and gives what it wrote. */
function run(file: string, args: string[], input?: Buffer): string {
  const { status, stdout, stderr, error } = spawnSync(file, args, { input, maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${file} ${args.join(" ")}: ${error?.message ?? stderr.toString()}`);
  return stdout.toString();
}

/** Types a command of README.md; its progress is shown, its standard output returned. */
async function npm(...args: string[]): Promise<string> {
  const child = spawn("npm", ["run", "--silent", ...args], {
    cwd: repositoryRoot,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`npm run ${args.join(" ")} ended with exit code ${code}: ${said}`);
  return said;
}

async function textAt(url: string): Promise<string> {
  const response = await fetch(url);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}: ${text}`);
  return text;
}

/** Gives the service as long to start as its configuration allows: what is shown here is not how fast it is. */
function beLenient(): void {
  const file = path.join(repositoryRoot, "Pulumi.dev.yaml");
  const document = parseDocument(fs.readFileSync(file, "utf8"));
  const web = ["config", "platform:services", "web"];
  document.setIn([...web, "progressDeadline"], "5m");
  document.setIn([...web, "probes"], { startupTimeout: "4m" });
  fs.writeFileSync(file, document.toString());
}

describe("a Debian 12 with systemd, control groups v2, AppArmor and a Docker that has work", function () {
  this.timeout(10 * MINUTE * timeoutFactor());
  let tracesBefore: MachineTraces;
  let url = "";

  const outside = () => run("docker", ["exec", "neighbour", "/busybox", "ping", "-c", "1", "-w", "60", "10.0.2.2"]);

  before(async () => {
    const image = run("sh", ["-c", "tar -C /usr/bin -c busybox | docker import - neighbour"]);
    expect(image).to.contain("sha256:");
    const server = ["/busybox", "sh", "-c", "echo alone > /hello && exec /busybox httpd -f -p 80 -h /"];
    run("docker", ["run", "--detach", "--name", "neighbour", "--publish", "127.0.0.1:8080:80", "neighbour", ...server]);
    await eventually("the container answers", () => textAt(NEIGHBOUR), { timeout: MINUTE * timeoutFactor() });
    outside();
    beLenient();
    tracesBefore = machineTraces();
  });

  it("is such a machine", () => {
    expect(fs.readFileSync("/etc/os-release", "utf8")).to.contain("VERSION_CODENAME=bookworm");
    expect(fs.readFileSync("/proc/1/comm", "utf8").trim()).to.equal("systemd");
    expect(run("stat", ["--file-system", "--format=%T", "/sys/fs/cgroup"]).trim()).to.equal("cgroup2fs");
    expect(fs.readFileSync("/sys/module/apparmor/parameters/enabled", "utf8").trim()).to.equal("Y");
    expect(run("findmnt", ["--noheadings", "--output", "OPTIONS", "/run"])).to.contain("noexec");
    expect(run("iptables", ["-S", "FORWARD"])).to.contain("-P FORWARD DROP");
    expect(run("node", ["--version"])).to.match(/^v18\./);
    expect(fs.existsSync("/usr/bin/s6-svscan"), "what the embedded cluster needs is not installed yet").to.equal(false);
  });

  it("is brought up by one command, and the service answers", async () => {
    const { services } = JSON.parse(await npm("up", "--", "--json")) as {
      services: { name: string; ready: string; url?: string }[];
    };
    expect(services.map(({ name, ready }) => ({ name, ready }))).to.deep.equal([
      { name: "platform-web", ready: "1/1" },
    ]);
    url = services[0]!.url ?? "";
    expect(await textAt(url)).to.contain("platform-web");
  });

  it("has the cluster's processes in one control group, with pods under AppArmor", () => {
    const pods = run("sh", ["-c", "cat /proc/[0-9]*/attr/current 2>/dev/null | sort | uniq"]);
    expect(pods).to.contain("cri-containerd.apparmor.d (enforce)");
    const controllers = fs.readFileSync("/sys/fs/cgroup/platform-embedded/cgroup.controllers", "utf8");
    expect(controllers.split(/\s/)).to.include.members(["cpu", "memory", "pids"]);
  });

  it("serves the container of the machine's Docker as before", async () => {
    expect(await textAt(NEIGHBOUR)).to.equal("alone\n");
    expect(outside()).to.contain("1 packets received");
    expect(machineTraces().rules).to.include.members(tracesBefore.rules);
  });

  it("is left by one command with nothing but Debian's packages and the profile that containerd loads", async () => {
    expect(url).not.to.equal("");
    await npm("down", "--", "--purge");
    expect(machineTraces()).to.deep.equal(tracesBefore);
    await fetch(url).then(
      () => expect.fail("something still answers at the service's address"),
      () => undefined,
    );
  });

  it("goes on with its own container", async () => {
    expect(await textAt(NEIGHBOUR)).to.equal("alone\n");
    expect(outside()).to.contain("1 packets received");
    expect(run("docker", ["ps", "--format", "{{.Names}} {{.Status}}"])).to.match(/^neighbour Up/);
    expect(run("systemctl", ["--failed", "--plain", "--no-legend"])).to.equal("");
  });
});
