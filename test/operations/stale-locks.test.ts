import { expect } from "chai";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { isStale, type Lock, releaseStaleLocks } from "../../operations/stale-locks";
import { eventually } from "../support/eventually";

/** The lock of a process of this machine, as the CLI writes it. */
function lockOf(pid: number, changes: Partial<Lock> = {}): Lock {
  const { username } = os.userInfo();
  return { pid, username, hostname: os.hostname(), timestamp: new Date().toISOString(), ...changes };
}

/** The number of a process that has ended. */
const ended = () => spawnSync("true").pid;

// In a container no lock is judged, see isStale.
const seesAllProcesses = fs.readlinkSync("/proc/self/ns/pid") === "pid:[4026531836]";

describe("the lock of a stack", () => {
  let locks: string;
  let holder: ChildProcess;

  before(async () => {
    locks = fs.mkdtempSync(path.join(os.tmpdir(), "platform-locks-"));
    holder = spawn("sleep", ["600"], { stdio: "ignore" });
    await once(holder, "spawn");
  });
  after(() => {
    holder.kill("SIGKILL");
    fs.rmSync(locks, { recursive: true, force: true });
  });

  it("is stale when its process has ended", () => {
    expect(isStale(lockOf(ended()))).to.equal(seesAllProcesses);
  });

  it("is stale when its process was killed and nobody has asked yet how it ended", async () => {
    const parent = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec sleep 600"], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const [said] = (await once(parent.stdout, "data")) as [Buffer];
      const pid = Number(said.toString());
      await eventually("it is a zombie", () => {
        const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
        return / Z /.test(stat) ? Promise.resolve() : Promise.reject(new Error(stat));
      });
      expect(isStale(lockOf(pid))).to.equal(seesAllProcesses);
    } finally {
      parent.kill("SIGKILL");
    }
  });

  it("is stale when another process has the number by now, also after the machine was started anew", () => {
    expect(isStale(lockOf(holder.pid!, { timestamp: "2020-01-01T00:00:00Z" }))).to.equal(seesAllProcesses);
  });

  for (const { title, lock } of [
    { title: "a process that runs", lock: () => lockOf(holder.pid!) },
    { title: "another machine", lock: () => lockOf(ended(), { hostname: "elsewhere" }) },
    { title: "another user", lock: () => lockOf(ended(), { username: "somebody" }) },
    { title: "no known time", lock: () => lockOf(ended(), { timestamp: "soon" }) },
  ]) {
    it(`is held when it is of ${title}`, () => expect(isStale(lock())).to.equal(false));
  }

  it("is held when a container has a process of that number", async function () {
    // A namespace of processes, in which the first process is number 1; number 1 outside runs as well, but started long before.
    const container = spawn("unshare", ["--pid", "--fork", "--kill-child", "sleep", "600"], { stdio: "ignore" });
    try {
      await eventually("the container runs", () => {
        const children = fs.readFileSync(`/proc/${container.pid}/task/${container.pid}/children`, "utf8").trim();
        return children ? Promise.resolve() : Promise.reject(new Error("not yet"));
      });
      expect(isStale(lockOf(1, { timestamp: "2020-01-01T00:00:00Z" }))).to.equal(false);
    } finally {
      container.kill("SIGKILL");
    }
  });

  it("is removed when it is stale, and whatever cannot be read is left to the CLI", () => {
    fs.writeFileSync(path.join(locks, "killed.json"), JSON.stringify(lockOf(ended())));
    fs.writeFileSync(path.join(locks, "held.json"), JSON.stringify(lockOf(holder.pid!)));
    fs.writeFileSync(path.join(locks, "empty.json"), "");
    fs.writeFileSync(path.join(locks, "part.json"), '{"pid":');
    expect(releaseStaleLocks(locks)).to.have.length(seesAllProcesses ? 1 : 0);
    const left = ["empty.json", "held.json", ...(seesAllProcesses ? [] : ["killed.json"]), "part.json"];
    expect(fs.readdirSync(locks).sort()).to.deep.equal(left);
    expect(releaseStaleLocks(path.join(locks, "none"))).to.deep.equal([]);
  });
});
