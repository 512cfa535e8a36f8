import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { readEvents } from "../../../operations/policy/events";
import type { PolicyReport } from "../../../operations/policy/report";
import { repositoryRoot, stateDirectory } from "../../../embedded/paths";
import { stackNames } from "../../../operations/pulumi";
import { configurationFile } from "../../../policy/generate";
import { PlatformStack } from "../../support/platform-stack";

describe("npm run policy", function () {
  this.timeout(300_000);
  let work: string;

  before(() => (work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-gate-test-"))));
  after(() => fs.rmSync(work, { recursive: true }));

  const policy = async (...options: string[]) => {
    const command = ["run", "--silent", "policy", "--", ...options];
    const run = promisify(execFile)("npm", command, {
      cwd: repositoryRoot,
      env: { ...process.env, KUBECONFIG: process.env.KUBECONFIG ?? path.join(stateDirectory(), "kubeconfig") },
      maxBuffer: 64 * 1024 * 1024,
    });
    return run.then(
      ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  };

  it("lets every stack of the platform pass its level, production's included, with nothing undecided", async () => {
    const sarif = path.join(work, "reports/policy.sarif");
    const junit = path.join(work, "reports/policy.xml");
    const { code, stdout, stderr } = await policy("--json", "--sarif", sarif, "--junit", junit);
    expect(code, `${stdout}\n${stderr}`).to.equal(0);
    const { judgement, stacks } = JSON.parse(stdout) as PolicyReport;
    expect(judgement).to.equal("kept");
    expect(stacks.map(({ stack }) => stack).sort()).to.deep.equal(stackNames().sort());
    for (const { stack, violations, undecided } of stacks) {
      expect(
        violations.filter(({ level }) => level === "mandatory"),
        stack,
      ).to.deep.equal([]);
      expect(undecided, stack).to.deep.equal([]);
    }
    expect(JSON.parse(fs.readFileSync(sarif, "utf8"))).to.have.property("version", "2.1.0");
    expect(fs.readFileSync(junit, "utf8")).to.contain('<testsuite name="policy of production"');
  });

  it("says what stands in for a cluster that this machine does not reach", async () => {
    const { code, stdout } = await policy("--stack", "production");
    expect(code).to.equal(0);
    expect(stdout).to.contain("the embedded cluster stands in for platform-production");
  });

  it("refuses a stack without rules, with the nearest name", async () => {
    const { code, stderr } = await policy("--stack", "prodction");
    expect(code).to.equal(2);
    expect(stderr).to.contain('did you mean "production"?');
  });
});

describe("the rules on a change of nothing but a service's code", function () {
  this.timeout(300_000);
  let stack: PlatformStack;

  before(async () => {
    stack = await PlatformStack.create();
    await stack.updated("up");
  });
  after(() => stack.destroy());

  it("are all decided in the preview, by production's levels, although nobody knows the new image", async () => {
    stack.edit("services/web/src/app.ts", (text) => `${text}\n// changed\n`);
    const pack = path.join(repositoryRoot, "policy");
    const configuration = path.join(repositoryRoot, configurationFile("production"));
    const preview = stack.startUpdate("preview", "--policy-pack", pack, "--policy-pack-config", configuration);
    await preview.ended;
    const { changing, undecided, violations } = readEvents(fs.readFileSync(preview.eventLog, "utf8"));
    expect([...changing].map((urn) => urn.split("::").at(-1))).to.include.members([
      "platform-web-image-build",
      "platform-web-workload",
    ]);
    expect(undecided).to.deep.equal([]);
    // A dev stack breaks some of production's rules, or none would have been asked; none of those about images.
    expect(violations).not.to.deep.equal([]);
    expect(violations.filter(({ rule }) => rule.startsWith("k8s-image-"))).to.deep.equal([]);
  });
});
