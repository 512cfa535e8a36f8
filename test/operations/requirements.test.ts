import { expect } from "chai";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { startsEmbeddedCluster } from "../../operations/arguments.mjs";
import * as tools from "../../tools/arguments.mjs";
import { repositoryRoot } from "../../embedded/paths";
import { machineFault, type MachineFacts } from "../../embedded/cluster/requirements.mjs";
import { makeClone } from "../support/clone";
import { newNamespaces } from "../support/namespaces";

const release = (name: string, id: string, version: string) =>
  `PRETTY_NAME="${name}"\nNAME="${name}"\nVERSION_ID="${version}"\nID=${id}\n`;

const debian12: MachineFacts = {
  platform: "linux",
  architecture: "x64",
  userId: 0,
  osRelease: release("Debian GNU/Linux 12 (bookworm)", "debian", "12"),
  exists: () => true,
};

describe("the machine that the embedded cluster needs", () => {
  const problemOf = (machine: Partial<MachineFacts>) => machineFault({ ...debian12, ...machine });

  it("is Debian 12 as root on x86-64", () => {
    expect(problemOf({})).to.equal(undefined);
  });

  for (const [title, machine, problem, remedy] of [
    [
      "another distribution",
      { osRelease: release("Ubuntu 24.04.1 LTS", "ubuntu", "24.04") },
      /Ubuntu 24\.04\.1/,
      /Debian 12/,
    ],
    ["another release", { osRelease: release("Debian GNU/Linux 13 (trixie)", "debian", "13") }, /trixie/, /Debian 12/],
    ["a derivative", { osRelease: `${release("Mint", "linuxmint", "6")}ID_LIKE=debian\n` }, /Mint/, /platform:target/],
    ["an unknown system", { osRelease: "" }, /does not name/, /Debian 12/],
    ["Debian without apt", { exists: (file: string) => !/apt/.test(file) }, /bookworm.*without apt-get/, /Debian 12/],
    ["an ARM machine", { architecture: "arm64" }, /linux on arm64/, /platform:target/],
    ["a Mac", { platform: "darwin", osRelease: "" }, /darwin on x64/, /platform:target/],
    ["a user who is not root", { userId: 1000 }, /needs root.*user 1000/, /sudo/],
    ["a machine without control groups", { exists: (file: string) => !/cgroup/.test(file) }, /control groups/, /mount/],
  ] as [string, Partial<MachineFacts>, RegExp, RegExp][]) {
    it(`is not ${title}, which is said with what to do`, () => {
      expect(problemOf(machine)?.problem).to.match(problem);
      expect(problemOf(machine)?.remedy).to.match(remedy);
    });
  }
});

describe("a command that starts the embedded cluster", () => {
  let work: string;
  before(() => {
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-arguments-"));
    const files: Record<string, string> = {
      dev: "config:\n  platform:target:\n    # remark\n    kind: embedded\n",
      flow: "config:\n  platform:target: { kind: 'embedded' }\n",
      kind: "config:\n  platform:target: { kind: kubernetes, context: kind-dev }\n",
      late: 'config:\n  platform:target:\n    # first\n    # second\n    kind: "embedded"\n',
      none: "config:\n  platform:services:\n    web: { build: { context: services/web } }\n",
    };
    for (const [stack, text] of Object.entries(files)) fs.writeFileSync(path.join(work, `Pulumi.${stack}.yaml`), text);
  });
  after(() => fs.rmSync(work, { recursive: true }));

  for (const [command, expected] of [
    ["up", true],
    ["up --stack flow", true],
    ["up --stack=late --json", true],
    ["up -s kind", false],
    ["up --stack none", false],
    ["up --stack kind --rehearse", true],
    ["up --rehearse --help", false],
    ["up --stack missing", false],
    ["up --help", false],
    ["scale web 3", true],
    ["scale web 3 --stack kind", false],
    ["scale --all 2 --dry-run", false],
    ["down", false],
    ["down --stack kind --rehearse", false],
    ["env", false],
    ["policy --json", true],
    ["cluster start", true],
    ["cluster status", false],
    ["", false],
  ] as const) {
    it(`${expected ? "is" : "is not"} npm run ${command}`, () => {
      expect(startsEmbeddedCluster(command.split(" "), work)).to.equal(expected);
    });
  }

  for (const [command, expected] of [
    ["test", true],
    ["test --unit", false],
    ["test --help", false],
    ["bench", true],
    ["bench --list", false],
    ["check", false],
  ] as const) {
    it(`${expected ? "is" : "is not"} npm run ${command}, of those for contributors`, () => {
      expect(tools.startsEmbeddedCluster(command.split(" "), work)).to.equal(expected);
    });
  }

  it("is npm run up on the committed stack dev", () => {
    expect(startsEmbeddedCluster(["up"], repositoryRoot)).to.equal(true);
    expect(startsEmbeddedCluster(["up", "--stack", "production"], repositoryRoot)).to.equal(false);
  });
});

describe("npm run up in a fresh clone on a machine that cannot run it", () => {
  let work: string;
  before(() => {
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-requirements-"));
    makeClone(path.join(work, "clone"));
    fs.mkdirSync(path.join(work, "bin"));
    fs.writeFileSync(path.join(work, "bin/npm"), `#!/bin/sh\ntouch ${work}/npm-was-called\nexit 1\n`, { mode: 0o755 });
    fs.writeFileSync(path.join(work, "ubuntu"), release("Ubuntu 24.04.1 LTS", "ubuntu", "24.04"));
  });
  after(() => fs.rmSync(work, { recursive: true }));

  it("is refused before npm installs anything", () => {
    const command = `mount --bind ${work}/ubuntu /etc/os-release; exec ${process.execPath} operations/platform.mjs up`;
    const started = Date.now();
    const { status, stderr } = spawnSync("unshare", [...newNamespaces("mount"), "sh", "-ec", command], {
      cwd: path.join(work, "clone"),
      encoding: "utf8",
      env: { ...process.env, PATH: `${work}/bin:${process.env.PATH}` },
    });
    expect(status).to.equal(1);
    expect(stderr).to.match(/this machine is Ubuntu 24\.04\.1 LTS\nWhat to do: use a machine/);
    expect(fs.existsSync(path.join(work, "npm-was-called"))).to.equal(false);
    expect(fs.existsSync(path.join(work, "clone/node_modules"))).to.equal(false);
    expect(Date.now() - started).to.be.lessThan(5_000);
  });
});
