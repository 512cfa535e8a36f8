import { expect } from "chai";
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { repositoryRoot } from "../../embedded/paths";
import { makeClone } from "../support/clone";

/** The ids of a user of this machine who is not root: Debian has `nobody` everywhere. */
const user = { uid: 65534, gid: 65534 };

describe("commands that root runs in a user's clone, as with sudo", function () {
  this.timeout(120_000);
  let work: string;
  let clone: string;

  before(() => {
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-owner-"));
    fs.chmodSync(work, 0o755);
    clone = path.join(work, "clone");
    makeClone(clone);
    fs.mkdirSync(path.join(work, "home/.pulumi"), { recursive: true });
    fs.mkdirSync(path.join(work, "bin"));
    // It says who runs it and with which home, and makes what npm would.
    const npm = [
      "#!/bin/sh",
      'echo "$(id -u):$(id -g):$(id -G) HOME=$HOME" >&2',
      "rm -rf node_modules && mkdir node_modules || exit 1",
      `for name in ${repositoryRoot}/node_modules/*; do ln -s "$name" node_modules/; done`,
    ];
    fs.writeFileSync(path.join(work, "bin/npm"), `${npm.join("\n")}\n`, { mode: 0o755 });
    execFileSync("chown", ["--recursive", `${user.uid}:${user.gid}`, clone, path.join(work, "home")]);
    // As an earlier version left them.
    fs.mkdirSync(path.join(clone, "node_modules/left"), { recursive: true });
  });
  after(() => fs.rmSync(work, { recursive: true }));

  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["operations/platform.mjs", ...args], {
      cwd: clone,
      encoding: "utf8",
      // Without what `npm test` sets for the cluster: the user has no backend yet.
      env: {
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_"))),
        PATH: `${work}/bin:${process.env.PATH}`,
        HOME: path.join(work, "home"),
        PLATFORM_STATE: path.join(work, "state"),
        PLATFORM_RUN: path.join(work, "run"),
      },
    });
  const ofRoot = (directory: string) =>
    execFileSync("find", [directory, "-uid", "0"], { encoding: "utf8" }).split("\n").filter(Boolean);

  it("install the packages as that user, also over those that root installed", () => {
    const { status, stderr } = run("--help");
    expect(status, stderr).to.equal(0);
    expect(stderr).to.match(/^65534:65534:65534 HOME=\/(?!.*platform-owner)/m);
    expect(ofRoot(clone)).to.deep.equal([]);
  });

  it("leave no file of root's in the clone or the home", () => {
    fs.writeFileSync(path.join(work, "home/.pulumi/workspace.json"), "{}");
    fs.writeFileSync(path.join(clone, "written-by-root"), "");
    fs.writeFileSync(path.join(work, "elsewhere"), "");
    fs.linkSync(path.join(work, "elsewhere"), path.join(clone, "linked"));
    const { status, stderr } = run("--help");
    expect(status, stderr).to.equal(0);
    expect(ofRoot(path.join(work, "home"))).to.deep.equal([]);
    // A file that has a name elsewhere too is not given away.
    expect(ofRoot(clone)).to.deep.equal([path.join(clone, "linked")]);
    expect(fs.statSync(path.join(work, "elsewhere")).uid).to.equal(0);
    fs.rmSync(path.join(clone, "linked"));
  });

  it("keep git's settings and the stack file the user's, and the caches out of the home", () => {
    const { status, stderr } = run("env");
    expect(status, stderr).to.equal(0);
    expect(fs.readFileSync(path.join(clone, ".git/config"), "utf8")).to.include("platform-salt");
    expect(ofRoot(clone)).to.deep.equal([]);
    expect(ofRoot(path.join(work, "home"))).to.deep.equal([]);
    expect(fs.existsSync(path.join(work, "home/.cache"))).to.equal(false);
  });
});
