import { expect } from "chai";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { changedFiles } from "../../../tools/changed/files";
import { References } from "../../../tools/changed/references";
import { testsOf } from "../../../tools/changed/tests";
import { unitTests } from "../../../tools/mocha";
import { files } from "../../architecture/sources";
import { PROJECT } from "../../support/stack";

/** A folder with files, by their paths. */
function makeTree(contents: Record<string, string>): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "platform-changed-"));
  for (const [file, text] of Object.entries(contents)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
  return root;
}

describe("the files that a change touches", () => {
  let root: string;
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], { cwd: root });
  const write = (file: string, text: string) => fs.writeFileSync(path.join(root, file), text);

  beforeEach(() => {
    root = makeTree({
      "kept.ts": "1",
      "edited.ts": "1",
      "deleted.ts": "1",
      "renamed.ts": "1",
      ".gitignore": "*.log\n",
    });
    git("init", "--quiet", "--initial-branch=main");
    git("add", "--all");
    git("commit", "--quiet", "--message=first");
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  it("are none on the main branch itself", async () => {
    expect(await changedFiles(root)).to.deep.equal([]);
  });

  it("are those of the branch, what is not committed yet, and what git does not know", async () => {
    git("checkout", "--quiet", "-b", "branch");
    write("committed.ts", "1");
    git("rm", "--quiet", "deleted.ts");
    git("mv", "renamed.ts", "new name.ts");
    git("add", "--all");
    git("commit", "--quiet", "--message=second");
    write("edited.ts", "2");
    write("staged.ts", "1");
    git("add", "staged.ts");
    write("unknown.ts", "1");
    write("ignored.log", "1");
    expect(await changedFiles(root)).to.deep.equal(
      ["committed.ts", "deleted.ts", "edited.ts", "new name.ts", "renamed.ts", "staged.ts", "unknown.ts"].sort(),
    );
  });

  it("are not those that the main branch got since", async () => {
    git("checkout", "--quiet", "-b", "branch");
    git("checkout", "--quiet", "main");
    write("kept.ts", "of others");
    git("commit", "--quiet", "--all", "--message=of others");
    git("checkout", "--quiet", "branch");
    expect(await changedFiles(root)).to.deep.equal([]);
  });

  it("are those since the last commit where there is no main branch", async () => {
    git("branch", "--quiet", "--move", "trunk");
    write("edited.ts", "2");
    expect(await changedFiles(root)).to.deep.equal(["edited.ts"]);
  });
});

describe("the files that need a file", () => {
  let root: string;
  afterEach(() => fs.rmSync(root, { recursive: true }));
  const needing = (contents: Record<string, string>, changed: string) => {
    root = makeTree({ [changed]: "", ...contents });
    const found = new References(root, [changed, ...Object.keys(contents)]).needing([changed]);
    return [...found].filter((file) => file !== changed).sort();
  };

  it("import it, also by way of others, and whether they name its ending or not", () => {
    const contents = {
      "a/one.ts": 'import { two } from "./two";',
      "a/two.ts": 'export * from "../b";',
      "a/three.ts": 'const lazy = await import("../b/index.ts");',
      "a/four.ts": 'import other = require("./other");',
    };
    expect(needing(contents, "b/index.ts")).to.deep.equal(["a/one.ts", "a/three.ts", "a/two.ts"]);
  });

  it("do not import only its types", () => {
    const contents = { "a.ts": 'import type { T } from "./b";\nexport type { U } from "./b";' };
    expect(needing(contents, "b.ts")).to.deep.equal([]);
  });

  it("start or read it by its path from the top, or from a folder of a variable", () => {
    const contents = {
      "a.ts": 'spawn("node", ["b/main.ts"]);',
      "c.ts": "const script = `${repositoryRoot}/b/main.ts`;",
      "d.ts": 'read("main.ts");',
    };
    expect(needing(contents, "b/main.ts")).to.deep.equal(["a.ts", "c.ts"]);
  });

  it("read its folder, or one of several files with a template", () => {
    const contents = {
      "a.ts": 'list("b/stacks");',
      "c.ts": "read(`b/stacks/${stack}.yaml`);",
      "d.ts": "read(`${x}.yaml`);",
    };
    expect(needing(contents, "b/stacks/dev.yaml")).to.deep.equal(["a.ts", "c.ts"]);
  });
});

describe("the tests that a change can break", function () {
  this.timeout(60_000);
  const all = files();
  const tests = fs.globSync(unitTests, { cwd: PROJECT });
  const of = (...changed: string[]) => testsOf(changed, tests, { files: all, root: PROJECT });

  it("are, of a component, those of components and of the whole program, and none of the rules", () => {
    const found = of("components/service/pod.ts");
    expect(found).to.include.members([
      "test/components/service-pod.test.ts",
      "test/components/service.test.ts",
      "test/golden/golden.test.ts",
      "test/program/program.test.ts",
    ]);
    expect(found.filter((test) => /^test\/(policy|engine|embedded)\//.test(test))).to.deep.equal([]);
  });

  it("are, of a rule, its own and those of all rules", () => {
    const found = of("policy/rules/kubernetes/reliability/k8s-min-replicas.ts");
    expect(found).to.include.members([
      "test/policy/rules/kubernetes/reliability/k8s-min-replicas.test.ts",
      "test/policy/rules.test.ts",
      "test/golden/policy.test.ts",
    ]);
    expect(found).not.to.include("test/policy/rules/kubernetes/reliability/k8s-pdb-present.test.ts");
  });

  it("are, of what a command begins with, those that start the command", () => {
    expect(of("operations/ownership.mjs")).to.include("test/operations/packages.test.ts");
  });

  it("are, of a stack's file, those of the configuration and of the whole program", () => {
    expect(of("Pulumi.dev.yaml")).to.include.members(["test/golden/golden.test.ts", "test/program/program.test.ts"]);
  });

  it("are a test that is changed itself, and those of the source whatever is changed", () => {
    expect(of("test/formats/white-space.md", "test/config/names.test.ts")).to.have.members([
      "test/config/names.test.ts",
      // This one, for it names the other.
      "test/tools/changed/changed.test.ts",
      ...tests.filter((test) => test.startsWith("test/architecture/")),
    ]);
  });

  it("are not those on a copy of the tree, unless they are changed themselves", () => {
    expect(of("platform.ts")).not.to.include("test/program/alone.test.ts");
    expect(of("test/program/alone.test.ts")).to.include("test/program/alone.test.ts");
  });

  it("are none where nothing has changed, and all where something has that every test runs with or that no file names", () => {
    expect(of()).to.deep.equal([]);
    expect(of("package-lock.json")).to.have.length(tests.length);
    expect(of("settings-of-something.toml")).to.have.length(tests.length);
  });
});
