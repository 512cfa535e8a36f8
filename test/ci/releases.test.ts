import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { repositoryRoot } from "../../embedded/paths";

describe("the branch with what each stack runs", function () {
  this.timeout(60_000);
  let work: string;
  let origin: string;

  beforeEach(() => {
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-branch-"));
    origin = path.join(work, "origin.git");
    execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", origin]);
    const first = clone("first");
    fs.writeFileSync(path.join(first, "Pulumi.staging.yaml"), "config: {}\n");
    fs.writeFileSync(path.join(first, "Pulumi.production.yaml"), "config: {}\n");
    git(first, "add", ".");
    git(first, "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "--message=first");
    git(first, "push", "--quiet", "origin", "HEAD:refs/heads/main");
  });
  afterEach(() => fs.rmSync(work, { recursive: true }));

  const git = (cwd: string, ...args: string[]) => execFileSync("git", args, { cwd, encoding: "utf8" });

  function clone(name: string): string {
    const directory = path.join(work, name);
    execFileSync("git", ["clone", "--quiet", origin, directory], { stdio: "pipe" });
    return directory;
  }

  /** Runs the script as a job of a pipeline does. */
  function releases(directory: string, ...args: string[]) {
    const env = { ...process.env, PLATFORM_RELEASES: path.join(directory, ".releases") };
    return spawnSync(path.join(repositoryRoot, "ci/releases.sh"), args, { cwd: directory, env, encoding: "utf8" });
  }

  function record(directory: string, stack: string, id: string): void {
    const folder = path.join(directory, ".releases", stack);
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, `${id}.json`), "{}");
  }

  const succeeds = (directory: string, ...args: string[]) => {
    const { status, stderr } = releases(directory, ...args);
    expect(status, stderr).to.equal(0);
  };
  const files = () => git(origin, "ls-tree", "-r", "--name-only", "platform-releases").trim().split("\n");

  it("is there from the first release on, has nothing of the source, and is what the next run begins with", () => {
    const job = clone("job");
    succeeds(job, "fetch");
    record(job, "staging", "aaaaaaaaaaaa");
    fs.writeFileSync(path.join(job, "Pulumi.staging.yaml"), "config: { changed: true }\n");
    succeeds(job, "push", "staging");
    expect(files()).to.deep.equal(["Pulumi.staging.yaml", "releases/staging/aaaaaaaaaaaa.json"]);
    expect(git(origin, "show", "platform-releases:Pulumi.staging.yaml")).to.contain("changed");
    const next = clone("next");
    succeeds(next, "fetch");
    expect(fs.readdirSync(path.join(next, ".releases/staging"))).to.deep.equal(["aaaaaaaaaaaa.json"]);
    record(next, "staging", "bbbbbbbbbbbb");
    succeeds(next, "push", "staging");
    expect(files()).to.include("releases/staging/bbbbbbbbbbbb.json");
    // Nothing new is no commit.
    const before = git(origin, "rev-parse", "platform-releases");
    succeeds(next, "push", "staging");
    expect(git(origin, "rev-parse", "platform-releases")).to.equal(before);
  });

  it("loses nothing when the job of another stack was first", () => {
    const [one, other] = [clone("one"), clone("other")];
    record(one, "staging", "aaaaaaaaaaaa");
    succeeds(one, "push", "staging");
    // It has fetched before that.
    record(other, "production", "cccccccccccc");
    succeeds(other, "push", "production");
    expect(files()).to.include.members([
      "releases/staging/aaaaaaaaaaaa.json",
      "releases/production/cccccccccccc.json",
      "Pulumi.production.yaml",
    ]);
    expect(git(other, "worktree", "list").trim().split("\n")).to.have.length(1);
  });

  it("says how it is used, and what is missing", () => {
    const job = clone("job");
    const { status, stderr } = releases(job);
    expect(status).to.equal(2);
    expect(stderr).to.contain("ci/releases.sh push <stack>");
    expect(releases(job, "push").status).not.to.equal(0);
  });
});
