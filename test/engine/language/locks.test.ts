import { expect } from "chai";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { eventually } from "../../support/eventually";
import { PulumiProject } from "../../support/pulumi-cli";

const FREE = "the stack was locked by a pulumi";
const LOCKED = "the stack is currently locked by 1 lock(s)";

/** What the CLI writes into a lock. */
interface Lock {
  pid: number;
  username: string;
  hostname: string;
  timestamp: string;
  boot?: string;
  namespace?: string;
  started?: string;
}

/** The lock of a process of this machine, as the CLI would write it. */
function lockOf(pid: number, changes: Partial<Lock> = {}): Lock {
  const stat = fs.existsSync(`/proc/${pid}/stat`) ? fs.readFileSync(`/proc/${pid}/stat`, "utf8") : "";
  return {
    pid,
    username: os.userInfo().username,
    hostname: os.hostname(),
    timestamp: new Date().toISOString(),
    boot: fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
    namespace: fs.readlinkSync("/proc/self/ns/pid"),
    started: stat.slice(stat.lastIndexOf(")")).split(" ")[20] ?? "1",
    ...changes,
  };
}

describe("the lock of a stack, with the real CLI", function () {
  this.timeout(120_000);

  let project: PulumiProject;
  let holder: ChildProcess;
  const program = (delay: number) => ({
    "index.ts": `module.exports = new Promise((resolve) => setTimeout(resolve, ${delay}));`,
  });
  before(async () => {
    project = await PulumiProject.create(program(0));
    holder = spawn("sleep", ["600"], { stdio: "ignore" });
    await once(holder, "spawn");
  });
  after(() => {
    holder.kill("SIGKILL");
    project.remove();
  });
  afterEach(() => fs.rmSync(locks(), { recursive: true, force: true }));

  const locks = () => path.join(project.home, "state/.pulumi/locks/organization/test/test");
  const ended = () => spawnSync("true").pid;
  const refresh = () => project.run("refresh", "--yes", "--skip-preview");

  function write(name: string, content: string): void {
    fs.mkdirSync(locks(), { recursive: true });
    fs.writeFileSync(path.join(locks(), `${name}.json`), content);
  }

  it("does not count when its holder was killed, and the user is told so", async () => {
    project.write(program(600_000));
    const up = project.start("up", "--yes", "--skip-preview");
    const name = await eventually("the stack is locked", () => {
      const [file = ""] = fs.existsSync(locks()) ? fs.readdirSync(locks()) : [];
      if (!file.endsWith(".json")) throw new Error("not yet");
      return Promise.resolve(file);
    });
    const lock = JSON.parse(fs.readFileSync(path.join(locks(), name), "utf8")) as Lock;
    expect(lock).to.deep.equal(lockOf(up.process.pid!, { timestamp: lock.timestamp }));
    expect((await refresh()).output, "while it runs").to.contain(LOCKED);
    up.process.kill("SIGKILL");
    await up.ended;
    project.write(program(0));

    const { code, output } = await project.run("up", "--yes", "--skip-preview");
    expect(output).to.contain(`${FREE} (process ${lock.pid}) that was killed; it is free again`);
    expect(code, output).to.equal(0);
    expect(fs.readdirSync(locks())).to.deep.equal([]);
    expect((await refresh()).output).not.to.contain(FREE);
  });

  it("does not count when its holder was killed and nobody has asked yet how it ended", async () => {
    const parent = spawn("sh", ["-c", "sleep 0.2 & echo $!; exec sleep 600"], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const [said] = (await once(parent.stdout, "data")) as [Buffer];
      const lock = lockOf(Number(said.toString()));
      await eventually("it is a zombie", () => {
        const stat = fs.readFileSync(`/proc/${lock.pid}/stat`, "utf8");
        return / Z /.test(stat) ? Promise.resolve() : Promise.reject(new Error(stat));
      });
      write("killed", JSON.stringify(lock));
      const { code, output } = await refresh();
      expect(output).to.contain(FREE);
      expect(code, output).to.equal(0);
    } finally {
      parent.kill("SIGKILL");
    }
  });

  it("does not count when another process has its holder's number by now", async () => {
    write("killed", JSON.stringify(lockOf(holder.pid!, { started: "1" })));
    const { code, output } = await refresh();
    expect(output).to.contain(FREE);
    expect(code, output).to.equal(0);
  });

  it("does not count when the machine was started anew, unless it may have been another container's", async () => {
    const lock = lockOf(holder.pid!, { boot: "earlier" });
    write("killed", JSON.stringify(lock));
    const isContainer = lock.namespace !== "pid:[4026531836]";
    expect((await refresh()).output).to.contain(isContainer ? LOCKED : FREE);
  });

  for (const { title, lock } of [
    { title: "a process that runs", lock: () => lockOf(holder.pid!) },
    { title: "another machine", lock: () => lockOf(ended(), { hostname: "elsewhere" }) },
    { title: "another user", lock: () => lockOf(ended(), { username: "somebody" }) },
    { title: "a process in another container", lock: () => lockOf(ended(), { namespace: "pid:[1]" }) },
    {
      title: "a container of an earlier boot",
      lock: () => lockOf(ended(), { namespace: "pid:[1]", boot: "earlier" }),
    },
    {
      title: "a CLI that does not say which process it is",
      lock: () => lockOf(ended(), { boot: undefined, namespace: undefined, started: undefined }),
    },
  ]) {
    it(`counts when it is of ${title}, and the user is told by whom it is held`, async () => {
      write("held", JSON.stringify(lock()));
      write("killed", JSON.stringify(lockOf(ended())));
      const { code, output } = await refresh();
      expect(code).not.to.equal(0);
      const { username, hostname } = lock();
      expect(output)
        .to.contain(LOCKED)
        .and.to.contain("pulumi cancel")
        .and.to.contain("locks/organization/test/test/held.json")
        .and.to.contain(`created by ${username}@${hostname} (pid `);
      expect(fs.readdirSync(locks()), "the one of a process that was killed is gone").to.deep.equal(["held.json"]);
      await project.succeed("cancel", "--yes");
      expect((await refresh()).code).to.equal(0);
    });
  }

  it("counts when nobody can read it, and the user is told what to do", async () => {
    write("empty", "");
    const { code, output } = await refresh();
    expect(code).not.to.equal(0);
    expect(output).to.contain(LOCKED).and.to.contain("empty.json").and.to.contain("it cannot be read");
    expect(output).to.contain("pulumi cancel");
  });
});
