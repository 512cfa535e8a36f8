import { expect } from "chai";
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { removeStaleLocks } from "../../local/locks";

describe("locks of a stack", () => {
  let directory: string;

  beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "platform-locks-test-"))));
  afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

  const lock = (name: string, pid: number, hostname = "here") =>
    fs.writeFileSync(path.join(directory, `${name}.json`), JSON.stringify({ pid, username: "root", hostname }));
  const ended = () => spawnSync("true").pid;

  it("are removed when their holder has ended, or when another program has its number now", () => {
    const pid = ended();
    lock("ended", pid);
    lock("other", process.pid);
    expect(removeStaleLocks(directory, "here")).to.have.members([pid, process.pid]);
    expect(fs.readdirSync(directory)).to.deep.equal([]);
  });

  it("stay while their holder runs", () => {
    const holder = spawn("sleep", ["60"], { argv0: "/usr/local/bin/pulumi", stdio: "ignore" });
    try {
      lock("held", holder.pid as number);
      expect(removeStaleLocks(directory, "here")).to.deep.equal([]);
      expect(fs.readdirSync(directory)).to.deep.equal(["held.json"]);
    } finally {
      holder.kill("SIGKILL");
    }
  });

  it("stay when they are another machine's", () => {
    lock("elsewhere", ended(), "there");
    expect(removeStaleLocks(directory, "here")).to.deep.equal([]);
    expect(fs.readdirSync(directory)).to.deep.equal(["elsewhere.json"]);
  });

  it("are none where there is no folder", () => {
    expect(removeStaleLocks(path.join(directory, "none"))).to.deep.equal([]);
  });
});
