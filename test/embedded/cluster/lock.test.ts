import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { expect } from "chai";
import { withClusterLock, type LockOwner } from "../../../embedded/cluster/lock";

const owner = (action: string): LockOwner => ({ pid: process.pid, action, directory: "/tree", since: "2026-01-01" });

describe("the cluster's lock", () => {
  let name: string;
  let said: string[];
  const report = (message: string): number => said.push(message);
  beforeEach(() => {
    name = `/test/${process.pid}/${Math.random()}`;
    said = [];
  });

  it("lets one in after the other, and the one who waits knows for whom", async () => {
    const order: string[] = [];
    let finish = (): void => undefined;
    const first = withClusterLock(name, owner("start"), report, async () => {
      order.push("first in");
      await new Promise<void>((resolve) => (finish = resolve));
      order.push("first out");
    });
    const second = withClusterLock(name, owner("stop"), report, () => Promise.resolve(order.push("second in")));
    while (said.length === 0) await new Promise((resolve) => setImmediate(resolve));
    finish();
    await Promise.all([first, second]);
    expect(order).to.deep.equal(["first in", "first out", "second in"]);
    expect(said).to.deep.equal([`waiting for \`cluster start\` of /tree (process ${process.pid}, since 2026-01-01)`]);
  });

  it("is free again after work that failed", async () => {
    const failed = withClusterLock(name, owner("start"), report, () => Promise.reject(new Error("no")));
    await failed.then(
      () => expect.fail("it should fail"),
      (error: Error) => expect(error.message).to.equal("no"),
    );
    expect(await withClusterLock(name, owner("start"), report, () => Promise.resolve(7))).to.equal(7);
  });

  it("says who holds it when that one does not finish", async () => {
    let finish = (): void => undefined;
    const first = withClusterLock(name, owner("start"), report, () => new Promise<void>((done) => (finish = done)));
    const second = withClusterLock(name, owner("start"), report, () => Promise.resolve(), 100);
    await second.then(
      () => expect.fail("it should fail"),
      (error: Error) =>
        expect(error.message).to.match(/held by `cluster start` of \/tree[\s\S]*What to do: wait for it/),
    );
    finish();
    await first;
  });

  it("is free the moment its holder is killed", async () => {
    const module = path.resolve(__dirname, "../../../embedded/cluster/lock.ts");
    const script = `require(${JSON.stringify(module)}).withClusterLock(${JSON.stringify(name)}, {pid: 1, action: "start",
      directory: "/other", since: ""}, () => {}, () => { console.log("held"); return new Promise(() => setInterval(() => {}, 1e6)); });`;
    const holder = spawn(process.execPath, ["--import", "tsx", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await once(holder.stdout, "data");
    const second = withClusterLock(name, owner("start"), report, () => Promise.resolve("mine"));
    while (said.length === 0) await new Promise((resolve) => setImmediate(resolve));
    holder.kill("SIGKILL");
    expect(await second).to.equal("mine");
  }).timeout(20_000);
});
