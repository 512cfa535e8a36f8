import { expect } from "chai";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { PulumiProject } from "../../support/pulumi-cli";

const FREE = "the stack was locked by a pulumi";
const LOCKED = "the stack is currently locked by 1 lock(s)";

describe("the lock of a stack, with the real CLI", function () {
  this.timeout(120_000);

  let project: PulumiProject;
  let held: ChildProcess | undefined;
  before(async () => (project = await PulumiProject.create({ "index.ts": "" })));
  after(() => project.remove());
  afterEach(() => {
    held?.kill("SIGKILL");
    held = undefined;
    fs.rmSync(locks(), { recursive: true, force: true });
  });

  const locks = () => path.join(project.home, "state/.pulumi/locks/organization/test/test");
  const ended = () => spawnSync("true").pid;

  /** Leaves a lock as the CLI writes it. */
  function lock(name: string, content: { pid: number; hostname?: string; username?: string }): void {
    fs.mkdirSync(locks(), { recursive: true });
    const defaults = { hostname: os.hostname(), username: os.userInfo().username, timestamp: new Date().toISOString() };
    fs.writeFileSync(path.join(locks(), `${name}.json`), JSON.stringify({ ...defaults, ...content }));
  }

  /** A process of that name that runs until the test ends. */
  async function running(argv0: string): Promise<number> {
    held = spawn("sleep", ["600"], { argv0, stdio: "ignore" });
    await once(held, "spawn");
    return held.pid!;
  }

  const refresh = () => project.run("refresh", "--yes", "--skip-preview");

  it("does not count when its holder was killed, and the user is told so", async () => {
    const pid = ended();
    lock("killed", { pid });
    const { code, output } = await refresh();
    expect(output).to.contain(`${FREE} (process ${pid}) that was killed; it is free again`);
    expect(code, output).to.equal(0);
    expect(fs.readdirSync(locks())).to.deep.equal([]);
    expect((await refresh()).output).not.to.contain(FREE);
  });

  it("does not count when another program has the process id of its holder by now", async () => {
    lock("reused", { pid: await running("/usr/bin/sleep") });
    const { code, output } = await refresh();
    expect(output).to.contain(FREE);
    expect(code, output).to.equal(0);
  });

  for (const { title, content } of [
    { title: "a pulumi that runs", content: async () => ({ pid: await running("/usr/local/bin/pulumi") }) },
    { title: "another machine", content: () => ({ pid: ended(), hostname: "elsewhere" }) },
    { title: "another user", content: () => ({ pid: ended(), username: "somebody" }) },
  ]) {
    it(`counts when it is of ${title}, and the user is told by whom it is held`, async () => {
      const given = { hostname: os.hostname(), username: os.userInfo().username, ...(await content()) };
      lock("held", given);
      lock("killed", { pid: ended() });
      const { code, output } = await refresh();
      expect(code).not.to.equal(0);
      expect(output)
        .to.contain(LOCKED)
        .and.to.contain("pulumi cancel")
        .and.to.contain("locks/organization/test/test/held.json")
        .and.to.contain(`created by ${given.username}@${given.hostname} (pid ${given.pid})`);
      expect(fs.readdirSync(locks()), "the one of a process that was killed is gone").to.deep.equal(["held.json"]);
      await project.succeed("cancel", "--yes");
      expect((await refresh()).code).to.equal(0);
    });
  }
});
