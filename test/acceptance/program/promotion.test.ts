import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { parseDocument } from "yaml";
import { repositoryRoot } from "../../../embedded/paths";
import { rehearsedStacks } from "../../../operations/rehearsal/place";
import type { ReleaseRecord } from "../../../operations/release/record";
import { makeClone } from "../../support/clone";
import { underLoad } from "../../support/load";

/** How a command ended. */
interface Result {
  code: number | null;
  stdout: string;
  /** All that it said. */
  output: string;
}

const STACKS = ["staging", "production"] as const;

/** The line of the reference service that names it, which its check looks for. */
const NAMED = "    service: SERVICE,\n";
const READY = 'reply.send({ status: "ready" })';

/** Seconds from a bad release to good traffic. */
const LIMIT = 60;

/** The rehearsals of staging and production, from a clone whose service is changed from release to release. */
describe("a release from staging to production", function () {
  this.timeout(900_000);
  // Each step goes on from the one before.
  this.bail(true);

  let work: string;
  let clone: string;

  before(() => {
    // They would be somebody's work.
    for (const stack of STACKS) {
      expect(rehearsedStacks(), `npm run down -- --stack ${stack} --rehearse ends it`).not.to.include(stack);
    }
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-promotion-"));
    clone = path.join(work, "clone");
    makeClone(clone);
    fs.symlinkSync(path.join(repositoryRoot, "node_modules"), path.join(clone, "node_modules"));
    for (const stack of STACKS) {
      configure(stack, (file) => {
        const web = ["config", "platform:services", "web"];
        file.setIn([...web, "checks"], [{ path: "/", contains: "platform-web" }]);
        // How long a release that never becomes ready is waited for.
        file.setIn([...web, "probes"], { startupTimeout: "15s" });
        file.setIn([...web, "drainTimeout"], "5s");
        file.setIn([...web, "progressDeadline"], "50s");
      });
    }
  });

  after(async () => {
    for (const stack of STACKS) {
      if (rehearsedStacks().includes(stack)) await platform("down", "--stack", stack, "--rehearse");
    }
    fs.rmSync(work, { recursive: true, force: true });
  });

  function configure(stack: string, change: (file: ReturnType<typeof parseDocument>) => void): void {
    const file = path.join(clone, `Pulumi.${stack}.yaml`);
    const document = parseDocument(fs.readFileSync(file, "utf8"));
    change(document);
    fs.writeFileSync(file, document.toString());
  }

  /** Changes the source of the service, from what it is in the repository. */
  function program(from: string, to: string): void {
    const source = fs.readFileSync(path.join(repositoryRoot, "services/web/src/app.ts"), "utf8");
    expect(source).to.contain(from);
    fs.writeFileSync(path.join(clone, "services/web/src/app.ts"), source.replace(from, to));
  }

  async function platform(...args: string[]): Promise<Result> {
    const child = spawn(process.execPath, ["--import", "tsx", "operations/main.ts", ...args], {
      cwd: clone,
      env: { ...process.env, PLATFORM_RELEASES: path.join(work, "releases") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve) => child.on("close", resolve)),
    ]);
    return { code, stdout, output: `${stdout}${stderr}` };
  }

  async function succeeds(...args: string[]): Promise<string> {
    const { code, output } = await platform(...args);
    expect(code, output).to.equal(0);
    return output;
  }

  /** What a command that succeeds says as JSON. */
  async function json<Value>(...args: string[]): Promise<Value> {
    const { code, stdout, output } = await platform(...args, "--json");
    expect(code, output).to.equal(0);
    return JSON.parse(stdout) as Value;
  }

  async function fails(...args: string[]): Promise<string> {
    const { code, output } = await platform(...args);
    expect(code, output).to.equal(1);
    return output;
  }

  const staging = ["--stack", "staging", "--rehearse"];
  const production = ["--stack", "production", "--rehearse"];
  const toProduction = ["promote", "--from", "staging", "--to", "production", "--rehearse", "--yes"];

  const releasesOf = (place: readonly string[]) => json<ReleaseRecord[]>("releases", ...place);

  const digestOf = (file: string) =>
    /web: (sha256:[0-9a-f]{64})/.exec(fs.readFileSync(path.join(clone, file), "utf8"))?.[1];

  let good: string;

  it("is promoted by its digest when it is good, and nothing is built for production", async () => {
    await succeeds("up", ...staging);
    expect(await succeeds("validate", ...staging)).to.match(/web +\/ +pass/);
    const output = await succeeds(...toProduction);
    for (const gate of ["release", "validation", "parity", "age", "policy", "approval"]) {
      expect(output).to.match(new RegExp(`^${gate} +pass`, "m"));
    }
    expect(output).not.to.match(/[+~] +docker:index:Image/);
    const [[there], [here]] = [await releasesOf(production), await releasesOf(staging)];
    good = here!.images["web"]!;
    expect(there!.images).to.deep.equal(here!.images);
    expect(there!.validation).to.include({ passed: true });
    expect(there!.references["web"]).to.contain("rehearsal/production/").and.contain(good);
    expect(digestOf("Pulumi.production.yaml")).to.equal(good);
  });

  it("that fails its validation in staging is refused for production, and rolled back without a build", async () => {
    program(NAMED, '    service: "nobody",\n');
    await succeeds("up", ...staging);
    const said = await fails("validate", ...staging);
    expect(said).to.contain('without "platform-web" in the answer');
    expect(await fails(...toProduction))
      .to.match(/^validation +FAIL/m)
      .and.contain("nothing was changed");
    expect(digestOf("Pulumi.production.yaml")).to.equal(good);
    const output = await succeeds("rollback", ...staging, "--yes");
    expect(output).not.to.match(/[+~] +docker:index:Image/);
    expect(digestOf("Pulumi.staging.yaml")).to.equal(good);
    expect(await succeeds("validate", ...staging)).to.match(/web +\/ +pass/);
    // What the file names is run until somebody asks for a build.
    expect(await succeeds("up", ...staging)).to.contain("--build builds them again");
    expect((await releasesOf(staging))[0]!.images["web"]).to.equal(good);
  });

  it(`that never becomes ready loses no request, and good traffic is back within ${LIMIT} s of its failure`, async function () {
    const [{ url }] = (await json<{ services: [{ url: string }] }>("up", ...staging)).services;
    program(READY, 'reply.code(503).send({ status: "never" })');
    const { load } = await underLoad(url, 20, async () => {
      expect(await fails("up", ...staging, "--build")).to.match(/readiness/i);
      const started = Date.now();
      await succeeds("rollback", ...staging, "--yes");
      const took = (Date.now() - started) / 1000;
      this.test!.title += ` (${took.toFixed(1)} s)`;
      expect(took).to.be.below(LIMIT);
    });
    expect(load.reasons).to.deep.equal({});
    expect(load.failed).to.equal(0);
    expect((await releasesOf(staging))[0]!.images["web"]).to.equal(good);
  });

  it("that fails in production alone is rolled back there, and refused the next time", async () => {
    program(NAMED, '    service: environment === "production" ? "nobody" : SERVICE,\n');
    await succeeds("up", ...staging, "--build");
    await succeeds("validate", ...staging);
    const output = await fails(...toProduction);
    expect(output).to.contain("does not do its work on the rehearsal of production; going back to");
    expect(output, output).to.match(/was brought back to [0-9a-f]{12} and does its work again/);
    expect(digestOf("Pulumi.production.yaml")).to.equal(good);
    expect(await succeeds("validate", ...production)).to.match(/web +\/ +pass/);
    expect(await fails(...toProduction)).to.match(/^release +FAIL/m);
  });
});
