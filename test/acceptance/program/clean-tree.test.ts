import { expect } from "chai";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { repositoryRoot } from "../../../embedded/paths";
import { saltOf } from "../../../operations/salt";
import { makeClone } from "../../support/clone";

describe("a clone in which Pulumi is used on the embedded state, with the real CLI", function () {
  this.timeout(120_000);
  let work: string;
  let clone: string;

  before(() => {
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-clean-tree-"));
    clone = path.join(work, "clone");
    makeClone(clone);
    fs.symlinkSync(path.join(repositoryRoot, "node_modules"), path.join(clone, "node_modules"));
  });
  after(() => fs.rmSync(work, { recursive: true, force: true }));

  /** Runs shell commands in a shell that has evaluated `npm run env`, on directories of its own. */
  const shell = (script: string) => {
    const main = `main() { "${process.execPath}" --import tsx operations/main.ts "$@"; }`;
    const { status, stdout, stderr } = spawnSync("bash", ["-ec", `${main}; eval "$(main env)"; ${script}`], {
      cwd: clone,
      encoding: "utf8",
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        PLATFORM_STATE: path.join(work, "state"),
        PLATFORM_RUN: path.join(work, "run"),
      },
    });
    return { code: status, stdout, stderr };
  };
  const status = () => spawnSync("git", ["status", "--porcelain"], { cwd: clone, encoding: "utf8" }).stdout;

  it("is as clean after pulumi up as before, also where that fails for want of a cluster", () => {
    const { code, stdout } = shell("! pulumi up --yes --skip-preview --non-interactive");
    expect(code, stdout).to.equal(0);
    expect(stdout).to.include("errored");
    expect(saltOf(path.join(clone, "Pulumi.dev.yaml"))).to.match(/^v1:/);
    expect(status()).to.equal("");
  });

  it("shows what the user sets with the CLI, and only that", () => {
    const { code, stderr } = shell("pulumi config set platform:debug false && git diff --unified=0 > diff.txt");
    expect(code, stderr).to.equal(0);
    const changed = fs.readFileSync(path.join(clone, "diff.txt"), "utf8").match(/^[-+][^-+].*$/gm);
    expect(changed).to.have.length(2);
    for (const line of changed!) expect(line).to.match(/platform:debug/);
    fs.rmSync(path.join(clone, "diff.txt"));
    spawnSync("git", ["checkout", "--quiet", "."], { cwd: clone });
  });

  it("keeps secrets of the configuration readable after a checkout has taken the line away", () => {
    const { code, stdout, stderr } = shell("pulumi config set --secret note hush && pulumi config get note");
    expect(code, stderr).to.equal(0);
    expect(stdout).to.include("hush");
    spawnSync("git", ["checkout", "--quiet", "."], { cwd: clone });
  });

  it("has neither the line nor a trace of it in git's settings after down --purge", () => {
    const { code, stderr } = shell("main down --purge");
    expect(code, stderr).to.equal(0);
    expect(saltOf(path.join(clone, "Pulumi.dev.yaml"))).to.equal(undefined);
    expect(fs.readFileSync(path.join(clone, ".git/config"), "utf8")).not.to.include("platform-salt");
    expect(status()).to.equal("");
    expect(fs.existsSync(path.join(work, "state"))).to.equal(false);
  });
});
