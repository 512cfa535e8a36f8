import { expect } from "chai";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { refuseToTakeFromOthers } from "../../operations/commands/down";
import { repositoryRoot } from "../../embedded/paths";
import { newNamespaces } from "../support/namespaces";

/** Runs `down` in a process and a network of its own, on directories of its own, with a CLI whose answers are scripted. */
describe("npm run down, with a scripted CLI", () => {
  let work: string;
  let state: string;

  beforeEach(() => {
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-down-test-"));
    state = path.join(work, "state/pulumi");
    fs.mkdirSync(path.join(state, "state/.pulumi/stacks/platform-deployment"), { recursive: true });
    fs.writeFileSync(path.join(state, "state/.pulumi/stacks/platform-deployment/dev.json"), "{}");
    fs.writeFileSync(path.join(state, "passphrase"), "secret");
    fs.mkdirSync(path.join(work, "bin"));
    fs.writeFileSync(path.join(work, "bin/pulumi-language-nodejs"), "", { mode: 0o755 });
  });
  afterEach(() => fs.rmSync(work, { recursive: true, force: true }));

  /** @param script what `pulumi` does, in shell */
  const runDown = (script: string | undefined, ...args: string[]) => {
    if (script !== undefined) {
      const body = `#!/bin/sh\necho "$*" >> ${work}/calls\n${script}\n`;
      fs.writeFileSync(path.join(work, "bin/pulumi"), body, { mode: 0o755 });
    }
    const main = path.join(repositoryRoot, "operations/main.ts");
    const { status, stderr } = spawnSync(
      "unshare",
      [...newNamespaces("net"), process.execPath, "--import", "tsx", main, "down", ...args],
      {
        cwd: repositoryRoot,
        encoding: "utf8",
        env: {
          PATH: `${work}/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
          HOME: path.join(work, "home"),
          PLATFORM_CACHE: path.join(work, "cache"),
          PLATFORM_STATE: path.join(work, "state"),
          PLATFORM_RUN: path.join(work, "run"),
        },
      },
    );
    return { code: status, stderr };
  };
  const calls = () => (fs.existsSync(`${work}/calls`) ? fs.readFileSync(`${work}/calls`, "utf8") : "");
  const listing = (...stacks: { name: string; resourceCount?: number }[]) =>
    `case "$2" in ls) echo '${JSON.stringify(stacks)}' ;; esac`;

  it("--purge is refused while another stack holds resources, which it names, and nothing is deleted", () => {
    const { code, stderr } = runDown(
      listing({ name: "dev", resourceCount: 3 }, { name: "staging", resourceCount: 40 }),
      "--purge",
    );
    expect(code).to.equal(1);
    expect(stderr).to.match(/Other stacks hold resources: staging \(40 resources\)/);
    expect(stderr).to.include("npm run down -- --stack staging");
    expect(calls()).to.equal("stack ls --json --all\n");
    expect(fs.readFileSync(path.join(state, "passphrase"), "utf8")).to.equal("secret");
  });

  it("--purge deletes the state where other stacks are empty", () => {
    const { code, stderr } = runDown(
      listing({ name: "dev", resourceCount: 3 }, { name: "staging", resourceCount: 0 }),
      "--purge",
    );
    expect(stderr).not.to.include("error");
    expect(code).to.equal(0);
    expect(fs.existsSync(state)).to.equal(false);
  });

  for (const [title, script] of [
    ["fails", "echo 'error: could not list: permission denied' >&2; exit 255"],
    ["prints something else than JSON", "echo 'warning: a new version is available'"],
    ["is killed", "kill -9 $$"],
  ] as const) {
    it(`--purge deletes nothing when the list of stacks ${title}`, () => {
      const { code, stderr } = runDown(script, "--purge");
      expect(code).to.equal(1);
      expect(stderr).to.match(/The stacks cannot be listed .*nothing was destroyed or deleted/);
      expect(fs.existsSync(path.join(state, "passphrase"))).to.equal(true);
    });
  }

  it("asks no CLI where there is no state", () => {
    fs.rmSync(path.join(state, "state"), { recursive: true });
    const { code } = runDown("exit 255", "--purge");
    expect(code).to.equal(0);
    expect(calls()).to.equal("");
    expect(fs.existsSync(state)).to.equal(false);
  });

  describe("--rehearse", () => {
    const file = () => path.join(state, "rehearsals/Pulumi.production-rehearsal.yaml");
    const beginRehearsal = () => {
      fs.mkdirSync(path.dirname(file()));
      fs.writeFileSync(file(), "config: {}\n");
    };
    const both = listing({ name: "dev", resourceCount: 3 }, { name: "production-rehearsal", resourceCount: 40 });

    it("does nothing, and stops nothing, where there is no rehearsal", () => {
      const { code, stderr } = runDown(
        listing({ name: "dev", resourceCount: 3 }),
        "--stack",
        "production",
        "--rehearse",
      );
      expect(stderr).to.include("There is no rehearsal of production, so nothing was done.");
      expect(code).to.equal(0);
      expect(calls()).to.equal("stack ls --json --all\n");
    });

    it("removes nothing where the cluster does not run, and says how to go on", () => {
      beginRehearsal();
      const { code, stderr } = runDown(both, "--stack", "production", "--rehearse");
      expect(code).to.equal(1);
      expect(stderr).to.match(/does not run .*nothing was removed.*npm run cluster -- start/);
      expect(calls()).to.equal("stack ls --json --all\n");
      expect(fs.existsSync(file())).to.equal(true);
    });

    it("is not for --purge, which is about the whole cluster", () => {
      const { code, stderr } = runDown("exit 255", "--rehearse", "--purge");
      expect(code).to.equal(1);
      expect(stderr).to.match(/'--rehearse' cannot be used with option '--purge'/);
      expect(calls()).to.equal("");
    });

    it("is what ends a rehearsal that --purge of another stack would take", () => {
      beginRehearsal();
      const { code, stderr } = runDown(both, "--purge");
      expect(code).to.equal(1);
      expect(stderr).to.match(/Other stacks hold resources: production-rehearsal \(40 resources\)/);
      expect(stderr).to.include("npm run down -- --stack production --rehearse");
      expect(fs.existsSync(file())).to.equal(true);
    });
  });

  it("keeps everything of a stopped cluster without --purge", () => {
    const { code, stderr } = runDown("exit 255");
    expect(code).to.equal(0);
    expect(stderr).to.include("there is nothing to destroy");
    expect(fs.existsSync(path.join(state, "passphrase"))).to.equal(true);
  });
});

describe("what --purge would take from other stacks", () => {
  const embedded = { stack: "dev", cli: "embedded", backend: "embedded", cluster: "embedded" } as const;
  const check = (target: Parameters<typeof refuseToTakeFromOthers>[0], ...stacks: [string, number?][]) =>
    expect(() =>
      refuseToTakeFromOthers(
        target,
        stacks.map(([name, resources]) => ({ name, resources })),
      ),
    );

  it("is refused for a stack whose number of resources is not known, and for one of another project", () => {
    check(embedded, ["dev", 9], ["staging", undefined]).to.throw(/staging \(an unknown number of resources\)/);
    check(embedded, ["organization/other/dev", 1]).to.throw(/organization\/other\/dev \(1 resources\)/);
  });

  it("is refused too where the stack itself is on a cluster of the user's own: the state is shared all the same", () => {
    check({ ...embedded, cluster: "named" }, ["staging", 1]).to.throw(/the state and passphrase/);
  });

  it("is nothing of a stack in the user's own backend that is on another cluster, or of another tree", () => {
    check({ ...embedded, backend: "own" }, ["staging", 40], ["colleague", 7]).not.to.throw();
  });

  it("is refused for a rehearsal, which is on the embedded cluster whatever backend the stack has", () => {
    check({ ...embedded, backend: "own" }, ["production-rehearsal", undefined]).to.throw(
      /the embedded cluster's data, on which they run[^]*npm run down -- --stack production --rehearse/,
    );
  });

  it("is nothing where all others are empty", () => {
    check(embedded, ["dev", 12], ["staging", 0]).not.to.throw();
  });
});
