import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { createControlGroup, groupProcesses, removeControlGroup } from "../../embedded/cluster/cgroups";
import { clusterLayout, type ClusterLayout } from "../../embedded/cluster/layout";
import { processInfo } from "../../embedded/cluster/machine";
import { realHost } from "../../embedded/cluster/preflight";
import { Supervisor, type ServiceDefinition } from "../../embedded/cluster/supervisor";
import { waitUntil } from "../../embedded/cluster/wait";
import { mountLikeRun } from "../../tools/isolated-cluster/run-directory";

/** Real s6, real processes: what stands in for the components is `sleep`. */
describe("supervision", function () {
  this.timeout(60_000);
  let directory: string;
  let layout: ClusterLayout;
  let supervisor: Supervisor;
  let unmount: () => void;

  const service = (name: string, ...command: string[]): ServiceDefinition => ({
    name,
    command,
    environment: { PATH: "/usr/bin:/bin", GREETING: "it's" },
    readsFiles: [],
    killAfter: 500,
  });
  const sleeper = service("sleeper", "/usr/bin/sleep", "100000");
  const pidOf = async (name: string): Promise<number | undefined> => (await supervisor.state(name)).pid;

  /** Who can be killed, by what its command line begins with. */
  const victims: Record<string, (command: string) => boolean> = {
    "a service's s6-supervise": (command) => command === "s6-supervise sleeper",
    "a logger's s6-supervise": (command) => command === "s6-supervise sleeper/log",
    "s6-svscan": (command) => command.startsWith("s6-svscan "),
    "the keeper": (command) => command === `/bin/sh ${layout.run}/keeper` || command === `sh ${layout.run}/keeper`,
    "the guard's s6-supervise": (command) => command === "s6-supervise guard",
    "the guard": (command) => command.startsWith("sh -c ") && command.includes("keeper.lock"),
  };

  function pidsOf(victim: string): number[] {
    return groupProcesses(layout.controlGroup).filter((pid) => {
      const command = processInfo(pid)?.command.join(" ");
      return command !== undefined && victims[victim]!(command);
    });
  }

  const sleepers = (): number[] =>
    groupProcesses(layout.controlGroup).filter(
      (pid) => processInfo(pid)?.command.join(" ") === "/usr/bin/sleep 100000",
    );

  async function waitForNewSleeper(old: number): Promise<void> {
    await waitUntil("a new sleeper", { limit: 20_000 }, async () => {
      const pid = await pidOf("sleeper");
      return pid !== undefined && pid !== old && sleepers().join() === String(pid)
        ? true
        : `pid ${pid}, ${sleepers().join()}`;
    });
  }

  beforeEach(async () => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "platform-supervisor-"));
    layout = clusterLayout(path.join(directory, "state"), path.join(directory, "run"));
    supervisor = new Supervisor(layout);
    unmount = mountLikeRun(layout.run);
    createControlGroup(layout.controlGroup);
    supervisor.prepare([sleeper]);
    await supervisor.ensureRunning();
  });
  afterEach(async () => {
    await supervisor.shutDown();
    await removeControlGroup(layout.controlGroup);
    unmount();
    fs.rmSync(directory, { recursive: true });
  });

  it("has a state directory whose programs may be executed, and needs no other", async () => {
    const host = realHost();
    expect(await host.mayExecute(layout.state)).to.equal(true);
    expect(await host.mayExecute(layout.run)).to.equal(false);
    expect(fs.readdirSync(layout.run).filter((name) => name.includes("probe"))).to.deep.equal([]);
  });

  it("replaces what a supervisor of an earlier version left in place of links", () => {
    const script = path.join(layout.services, "sleeper", "run");
    fs.rmSync(script);
    fs.writeFileSync(script, "of an earlier version");
    supervisor.prepare([sleeper]);
    expect(fs.readFileSync(script, "utf8")).to.contain("sleep 100000");
  });

  it("starts a service when it is its turn, with its environment, and logs what it says", async () => {
    const speaker = service("speaker", "/bin/sh", "-c", 'echo "said $GREETING"; exec sleep 100000');
    supervisor.prepare([speaker]);
    await supervisor.ensureRunning();
    expect(await supervisor.state("speaker")).to.include({ up: false, wanted: false });
    await supervisor.up("speaker");
    const log = path.join(layout.logs, "speaker", "current");
    await waitUntil("the log", { limit: 5000 }, () => fs.readFileSync(log, "utf8").includes("said it's") || "not yet");
    expect(await supervisor.state("speaker")).to.include({ up: true, wanted: true });
  });

  it("starts a service again that is killed", async () => {
    await supervisor.up("sleeper");
    await waitForNewSleeper(0);
    const old = (await pidOf("sleeper"))!;
    process.kill(old, "SIGKILL");
    await waitForNewSleeper(old);
  });

  for (const victim of Object.keys(victims)) {
    it(`heals from a kill of ${victim}, with one copy of the service`, async () => {
      await supervisor.up("sleeper");
      await waitForNewSleeper(0);
      const old = (await pidOf("sleeper"))!;
      const isWhole = (): true | string => {
        const counts = Object.keys(victims).map((name) => `${name}: ${pidsOf(name).length}`);
        return counts.every((count) => count.endsWith(": 1")) && sleepers().length === 1 ? true : counts.join(", ");
      };
      await waitUntil("the whole tree", { limit: 20_000 }, isWhole);
      const victimPid = pidsOf(victim)[0]!;
      process.kill(victimPid, "SIGKILL");
      await waitUntil("a successor", { limit: 20_000 }, () => {
        const pids = pidsOf(victim);
        return pids.length === 1 && pids[0] !== victimPid ? true : `pids ${pids.join()}`;
      });
      await waitUntil("the whole tree", { limit: 20_000 }, isWhole);
      expect(await supervisor.isRunning()).to.equal(true);
      const now = await pidOf("sleeper");
      if (["a service's s6-supervise", "s6-svscan", "the keeper"].includes(victim)) expect(now).not.to.equal(old);
      else expect(now).to.equal(old);
    });
  }

  it("waits longer from failure to failure", async () => {
    supervisor.prepare([service("failing", "/bin/false")]);
    await supervisor.ensureRunning();
    await supervisor.up("failing");
    const failures = path.join(layout.services, "failing", "failures");
    await waitUntil("four failures", { limit: 20_000 }, () => {
      const count = fs.existsSync(failures) ? Number(fs.readFileSync(failures, "utf8")) : 0;
      return count >= 4 || `${count} failures`;
    });
    const starts = execFileSync("stat", ["-c", "%Y", path.join(layout.services, "failing", "started")]);
    // After the fourth failure the next start is 8 s away, so this one stays the last for a while.
    expect(Date.now() / 1000 - Number(starts)).to.be.lessThan(8);
    await supervisor.down("failing");
    expect(await supervisor.state("failing")).to.include({ up: false, wanted: false });
  });

  it("restarts a running service only when its definition or a file it reads changed", async () => {
    const file = path.join(directory, "configuration");
    fs.writeFileSync(file, "one");
    const reader = { ...sleeper, readsFiles: [file] };
    supervisor.prepare([reader]);
    await supervisor.up("sleeper");
    await waitForNewSleeper(0);
    const first = (await pidOf("sleeper"))!;
    supervisor.prepare([reader]);
    await supervisor.up("sleeper");
    expect(await pidOf("sleeper")).to.equal(first);
    fs.writeFileSync(file, "two");
    supervisor.prepare([reader]);
    await supervisor.up("sleeper");
    await waitForNewSleeper(first);
  });

  it("starts no service before its turn after a power cut that left the run directory", async () => {
    await supervisor.up("sleeper");
    await waitForNewSleeper(0);
    await removeControlGroup(layout.controlGroup);
    createControlGroup(layout.controlGroup);
    supervisor.prepare([sleeper]);
    await supervisor.ensureRunning();
    expect(await supervisor.state("sleeper")).to.include({ up: false, wanted: false });
    await waitUntil("the guard", { limit: 20_000 }, () => pidsOf("the guard").length === 1 || "not yet");
    await supervisor.up("sleeper");
    await waitForNewSleeper(0);
  });

  it("ends with everything it started", async () => {
    await supervisor.up("sleeper");
    await waitForNewSleeper(0);
    await supervisor.shutDown();
    expect(await supervisor.isRunning()).to.equal(false);
    await waitUntil("nothing to be left", { limit: 5000 }, () => {
      const left = groupProcesses(layout.controlGroup);
      return left.length === 0 || left.map((pid) => processInfo(pid)?.command.join(" ")).join("; ");
    });
  });
});
