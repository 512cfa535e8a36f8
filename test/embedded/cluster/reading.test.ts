import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { ClusterError } from "../../../embedded/cluster/errors";
import { readIfPresent, writeFileAtomically } from "../../../embedded/cluster/files";
import { clusterLayout, type ClusterLayout } from "../../../embedded/cluster/layout";
import { clusterLogs, logTail } from "../../../embedded/cluster/logs";
import { readRecord } from "../../../embedded/cluster/record";
import { waitUntil } from "../../../embedded/cluster/wait";

describe("files, logs and waits of the cluster", () => {
  let directory: string;
  let layout: ClusterLayout;
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "platform-reading-"));
    layout = clusterLayout(path.join(directory, "state"), path.join(directory, "run"));
  });
  afterEach(() => fs.rmSync(directory, { recursive: true }));

  async function messageOf(work: Promise<unknown>): Promise<string> {
    try {
      await work;
    } catch (error) {
      return (error as Error).message;
    }
    return "no error";
  }

  it("writes a file whole, private, and only when it changes", () => {
    const file = path.join(directory, "a", "b");
    expect(writeFileAtomically(file, "one")).to.equal(true);
    const { ino } = fs.statSync(file);
    expect(writeFileAtomically(file, "one")).to.equal(false);
    expect(fs.statSync(file).ino).to.equal(ino);
    fs.chmodSync(file, 0o644);
    expect(writeFileAtomically(file, "two")).to.equal(true);
    expect(readIfPresent(file)).to.equal("two");
    expect(fs.statSync(file).mode & 0o777).to.equal(0o600);
    expect(fs.readdirSync(path.dirname(file))).to.deep.equal(["b"]);
  });

  const log = (name: string, text: string): void => {
    fs.mkdirSync(path.join(layout.logs, "etcd"), { recursive: true });
    fs.writeFileSync(path.join(layout.logs, "etcd", name), text);
  };

  it("shows the last lines of a log across rotated files, oldest first", () => {
    log("@400000001.s", "one\ntwo\n");
    log("@400000002.s", "three\n");
    log("current", "four\nfive\n");
    log("lock", "never shown");
    expect(logTail(layout, "etcd", 4)).to.equal("two\nthree\nfour\nfive");
    expect(logTail(layout, "none", 4)).to.equal("(no log yet)");
  });

  it("shows the supervisor's last lines where a component has logged nothing", () => {
    fs.mkdirSync(path.join(layout.logs, "etcd"), { recursive: true });
    expect(logTail(layout, "etcd", 1)).to.equal("(nothing logged)");
    const cause = "s6-supervise etcd (child): fatal: unable to exec run: Permission denied";
    fs.writeFileSync(layout.keeperLog, `starting s6-svscan\n${cause}\n`);
    expect(logTail(layout, "etcd", 1)).to.equal(`(nothing logged; the supervisor says:)\n${cause}`);
  });

  it("follows a log over a rotation until it is told to stop", async () => {
    log("current", "before\n");
    const stop = new AbortController();
    let said = "";
    const following = clusterLogs(layout, "etcd", (text) => void (said += text), { follow: true, signal: stop.signal });
    const see = (text: string): Promise<void> =>
      waitUntil(text, { limit: 5000, interval: 10 }, () => said.includes(text) || said);
    await see("before");
    fs.appendFileSync(path.join(layout.logs, "etcd", "current"), "after\n");
    await see("after");
    fs.renameSync(path.join(layout.logs, "etcd", "current"), path.join(layout.logs, "etcd", "@1"));
    log("current", "rotated\n");
    await see("rotated");
    stop.abort();
    await following;
    expect(said).to.equal("before\nafter\nrotated\n");
  });

  it("names the logs there are when asked for another", async () => {
    log("current", "");
    expect(await messageOf(clusterLogs(layout, "etc", () => undefined))).to.match(/no log of etc\.[\s\S]*one of etcd/);
  });

  it("says what a wait waited for, what it saw last, and shows the detail", async () => {
    const waiting = waitUntil(
      "the moon",
      { limit: 30, interval: 5, detail: () => "line 1\nline 2" },
      () => "still dark",
    );
    expect(await messageOf(waiting)).to.match(
      /waiting for the moon \(last seen: still dark\)\.\n {2}What to do: .*\n {4}line 1\n {4}line 2$/,
    );
  });

  it("takes an error for a reason to go on, but ends at once with one that has a remedy", async () => {
    let looks = 0;
    await waitUntil("a third look", { limit: 5000, interval: 1 }, () => {
      if (++looks < 3) throw new Error("not yet");
      return true;
    });
    expect(looks).to.equal(3);
    const hopeless = waitUntil("nothing", { limit: 60_000 }, () => {
      throw new ClusterError("it is broken", "fix it");
    });
    expect(await messageOf(hopeless)).to.equal("it is broken.\n  What to do: fix it.");
  });

  it("names a damaged record, and what can be done", () => {
    expect(readRecord(layout)).to.equal(undefined);
    writeFileAtomically(layout.record, '{"network": 1}');
    expect(() => readRecord(layout)).to.throw(/cluster\.json is damaged[\s\S]*cluster -- reset/);
  });
});
