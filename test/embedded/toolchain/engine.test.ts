import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { version as kubernetesVersion } from "@pulumi/kubernetes/package.json";
import { version as sdkVersion } from "@pulumi/pulumi/version";
import { ensureEngine, type Engine } from "../../../embedded/toolchain/engine";

describe("the bundled engine", function () {
  this.timeout(60_000);
  const cache = mkdtempSync(join(tmpdir(), "engine-"));
  const formerCache = process.env.PLATFORM_CACHE;
  let engine: Engine;

  before(async () => {
    process.env.PLATFORM_CACHE = cache;
    engine = await ensureEngine();
  });

  after(() => {
    if (formerCache === undefined) {
      delete process.env.PLATFORM_CACHE;
    } else {
      process.env.PLATFORM_CACHE = formerCache;
    }
    rmSync(cache, { recursive: true, force: true });
  });

  it("is made once", async () => {
    const made = readdirSync(join(cache, "toolchain"));
    expect(await ensureEngine()).to.deep.equal(engine);
    expect(readdirSync(join(cache, "toolchain"))).to.deep.equal(made);
  });

  it("has each plugin where the engine looks for it", () => {
    expect(readdirSync(engine.pluginsDirectory)).to.include(`resource-kubernetes-v${kubernetesVersion}`);
  });

  it("starts a plugin without the sources", async () => {
    const folder = join(engine.pluginsDirectory, `resource-kubernetes-v${kubernetesVersion}`);
    const plugin = spawn(join(folder, "pulumi-resource-kubernetes"), [], {
      cwd: "/",
      stdio: ["pipe", "pipe", "inherit"],
    });
    const exited = once(plugin, "exit");
    const [port] = (await once(createInterface(plugin.stdout), "line")) as [string];
    expect(Number(port)).to.be.greaterThan(1024);
    plugin.stdin.end();
    expect((await exited)[0]).to.equal(0);
  });

  it("starts the language host", async () => {
    const host = spawn(join(engine.languageHostDirectory, "pulumi-language-nodejs"), ["--version"], { cwd: "/" });
    const [line] = (await once(createInterface(host.stdout), "line")) as [string];
    expect(line).to.equal(sdkVersion);
  });
});
