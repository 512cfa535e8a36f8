import { expect } from "chai";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { waitUntil } from "../../embedded/cluster/wait";
import { repositoryRoot } from "../../embedded/paths";
import { makeClone } from "../support/clone";

/** npm is scripted: it notes when it begins and ends, and waits for the test before it makes node_modules. */
describe("the first commands in a clone, with a scripted npm", function () {
  this.timeout(60_000);
  let work: string;
  let clone: string;

  beforeEach(() => {
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-packages-"));
    clone = path.join(work, "clone");
    makeClone(clone);
    fs.mkdirSync(path.join(work, "bin"));
    const npm = [
      "#!/bin/sh",
      `echo begin >> ${work}/log`,
      `while [ ! -e ${work}/go ]; do sleep 0.05; done`,
      "rm -rf node_modules; mkdir node_modules",
      `for name in ${repositoryRoot}/node_modules/*; do ln -s "$name" node_modules/; done`,
      `echo end >> ${work}/log`,
      `exit $(cat ${work}/code 2>/dev/null || echo 0)`,
    ];
    fs.writeFileSync(path.join(work, "bin/npm"), `${npm.join("\n")}\n`, { mode: 0o755 });
  });
  afterEach(async () => {
    // Ends a scripted npm that still waits.
    go();
    await Promise.all(started.splice(0).map(({ ended }) => ended));
    fs.rmSync(work, { recursive: true, maxRetries: 5, retryDelay: 100 });
  });

  const started: { ended: Promise<number | null> }[] = [];
  const start = (command = [process.execPath, "operations/platform.mjs"], environment: NodeJS.ProcessEnv = {}) => {
    const [file, ...args] = command;
    const child = spawn(file!, [...args, "--help"], {
      cwd: clone,
      env: { ...process.env, ...environment, PATH: `${work}/bin:${process.env.PATH}` },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (said.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (said.stderr += chunk.toString()));
    const running = { child, said, ended: once(child, "close").then(([code]) => code as number | null) };
    started.push(running);
    return running;
  };
  const log = () => (fs.existsSync(`${work}/log`) ? fs.readFileSync(`${work}/log`, "utf8").trim().split("\n") : []);
  const go = () => fs.writeFileSync(path.join(work, "go"), "");
  const isWaiting = ({ said }: { said: { stderr: string } }) => said.stderr.includes("Waiting for another command");

  const until = (what: string, isSo: () => boolean) =>
    waitUntil(what, { limit: 15_000, interval: 50 }, () => isSo() || JSON.stringify(log()));

  it("install the packages once, and all go on then", async () => {
    const commands = [start(), start(), start()];
    await until("two to wait", () => commands.filter(isWaiting).length === 2);
    go();
    expect(await Promise.all(commands.map(({ ended }) => ended))).to.deep.equal([0, 0, 0]);
    expect(log()).to.deep.equal(["begin", "end"]);
    for (const { said } of commands) expect(said.stdout).to.include("Usage: platform");
  });

  it("wait for npm also where the command that started it was killed", async () => {
    const first = start();
    await until("npm to begin", () => log().length === 1);
    const second = start();
    await until("the second to wait", () => isWaiting(second));
    first.child.kill("SIGKILL");
    await once(first.child as ChildProcess, "exit");
    const third = start();
    await until("the third to wait", () => isWaiting(third));
    expect(log()).to.deep.equal(["begin"]);
    go();
    expect(await Promise.all([second.ended, third.ended])).to.deep.equal([0, 0]);
    // The killed command has not noted that its npm was done, so one more runs, alone.
    expect(log()).to.deep.equal(["begin", "end", "begin", "end"]);
  });

  it("try again when npm failed for the first", async () => {
    fs.writeFileSync(path.join(work, "code"), "1");
    go();
    const first = start();
    expect(await first.ended).to.equal(1);
    expect(first.said.stderr).to.match(/npm ci failed \(exit code 1\).*registry/);
    fs.rmSync(path.join(work, "code"));
    expect(await start().ended).to.equal(0);
  });

  it("are started by npx without a look at any registry, where a package of the same name may be", async () => {
    const asked: string[] = [];
    const registry = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(404).end();
    }).listen(0, "127.0.0.1");
    await once(registry, "listening");
    go();
    const npx = start(["npx", "platform"], {
      npm_config_registry: `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`,
      npm_config_cache: path.join(work, "npm-cache"),
    });
    const code = await npx.ended;
    registry.close();
    expect(code, npx.said.stderr).to.equal(0);
    expect(npx.said.stdout).to.include("Usage: platform");
    expect(log()).to.deep.equal(["begin", "end"]);
    expect(asked).to.deep.equal([]);
  });
});
