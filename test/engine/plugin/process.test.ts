import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { PluginClient } from "../../support/plugin-client";

/** A plugin whose create never ends by itself. */
const PROGRAM = `
  const { runPlugin } = require(${JSON.stringify(join(__dirname, "../../../engine/plugin"))});
  const never = () => new Promise(() => {});
  void runPlugin(() => ({ version: "1.2.3", schema: "{}", check: never, diff: never, create: never, read: never, update: never, delete: never }));
`;

describe("a plugin process", function () {
  this.timeout(20_000);
  let child: ChildProcess;
  let port: number;
  let client: PluginClient | undefined;

  beforeEach(async () => {
    child = spawn(process.execPath, ["--import", "tsx", "-e", PROGRAM], { stdio: ["pipe", "pipe", "inherit"] });
    const [line] = (await once(createInterface(child.stdout!), "line")) as [string];
    port = Number(line);
    client = await PluginClient.connect(port, () => {});
  });

  afterEach(() => {
    client?.stop();
    child.kill("SIGKILL");
  });

  it("prints its port first and then answers on it", () => {
    expect(port).to.be.within(1024, 65535);
  });

  it("ends at once on an interrupt, also with a call running", async () => {
    const lost = client!.create({ type: "test:index:Thing", name: "x" }, {}).catch((error: Error) => error);
    const exited = once(child, "exit");
    child.kill("SIGINT");
    expect((await exited)[0]).to.equal(0);
    expect(await lost).to.be.instanceOf(Error);
  });

  it("ends when the engine is gone", async () => {
    const exited = once(child, "exit");
    child.stdin!.end();
    expect((await exited)[0]).to.equal(0);
  });
});
