import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import type { StackVerdict } from "../../../operations/policy/gate";
import { repositoryRoot, stateDirectory } from "../../../embedded/paths";
import { stackNames } from "../../../operations/pulumi";

/** Rules about an image, whose digest nobody knows before it is built. */
const ABOUT_IMAGES = /^k8s-(banned-images|image-)/;

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

  it("lets every stack of the platform pass its level, production's included", async () => {
    const sarif = path.join(work, "reports/policy.sarif");
    const junit = path.join(work, "reports/policy.xml");
    const { code, stdout, stderr } = await policy("--undecided", "later", "--json", "--sarif", sarif, "--junit", junit);
    expect(code, `${stdout}\n${stderr}`).to.equal(0);
    const verdicts = JSON.parse(stdout) as StackVerdict[];
    expect(verdicts.map(({ stack }) => stack).sort()).to.deep.equal(stackNames().sort());
    for (const { stack, violations, undecided } of verdicts) {
      expect(
        violations.filter(({ level }) => level === "mandatory"),
        stack,
      ).to.deep.equal([]);
      expect(
        undecided.filter(({ rule }) => !ABOUT_IMAGES.test(rule)),
        stack,
      ).to.deep.equal([]);
    }
    expect(JSON.parse(fs.readFileSync(sarif, "utf8"))).to.have.property("version", "2.1.0");
    expect(fs.readFileSync(junit, "utf8")).to.contain('<testsuite name="policy of production"');
  });

  it("fails on what a preview of production cannot decide, and says how it is decided", async () => {
    const { code, stdout, stderr } = await policy("--stack", "production");
    expect(code).to.equal(1);
    expect(stdout).to.contain("the embedded cluster stands in for platform-production");
    expect(stdout).to.match(/undecided k8s-image-digest: not known yet: .*image.*npm run policy -- --state/);
    expect(stderr).to.contain("The rules are not kept by production.");
  });

  it("refuses a stack without rules, with the nearest name", async () => {
    const { code, stderr } = await policy("--stack", "prodction");
    expect(code).to.equal(1);
    expect(stderr).to.contain('did you mean "production"?');
  });
});
