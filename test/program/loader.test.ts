import { expect } from "chai";
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import YAML from "yaml";

const root = path.resolve(__dirname, "../..");

describe("the loader of the program", () => {
  let directory: string;

  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "loader-"));
  });
  afterEach(() => fs.rmSync(directory, { recursive: true }));

  const write = (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(directory, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
    }
  };
  const run = (file: string) =>
    spawnSync(process.execPath, ["--require", path.join(root, "loader.cjs"), path.join(directory, file)], {
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "" },
    });

  it("is the one that Pulumi.yaml names, and loads the program", () => {
    const project = YAML.parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as {
      runtime: { options: { nodeargs: string } };
    };
    const args = [...project.runtime.options.nodeargs.split(" "), "--print", "typeof require('./index.ts')"];
    expect(execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" }).trim()).to.equal("function");
  });

  it("loads TypeScript with its imports, and tells the line of an error as it is in the source", () => {
    // The SDK loads this, too.
    const register = require.resolve("source-map-support/register", {
      paths: [path.dirname(require.resolve("@pulumi/pulumi/package.json"))],
    });
    write({
      "main.ts":
        "import { fail } from './other';\n\nenum Kind { First = 'first' }\ninterface Unused { a: string }\nfail(Kind.First);\n",
      "other.ts": `import ${JSON.stringify(register)};\nexport function fail(text: string): never {\n  throw new Error(text);\n}\n`,
    });
    const { stderr } = run("main.ts");
    expect(stderr)
      .to.contain("Error: first")
      .and.to.match(/other\.ts:3:/)
      .and.to.match(/main\.ts:5:/);
  });

  it("leaves it possible to serialize a function, for which the SDK needs what is loaded later", () => {
    fs.symlinkSync(path.join(root, "node_modules"), path.join(directory, "node_modules"));
    write({
      "package.json": '{ "dependencies": { "@pulumi/pulumi": "*" } }',
      "main.ts":
        "import * as pulumi from '@pulumi/pulumi';\nimport { computeCodePaths } from '@pulumi/pulumi/runtime/closure/codePaths';\n" +
        "const more = 41;\nvoid pulumi.runtime.serializeFunction(() => more + 1).then(({ text }) => console.log(text));\n" +
        "void computeCodePaths({}).then(({ size }) => console.log('packages', size));\n",
    });
    expect(run("main.ts").stdout)
      .to.contain("more: 41")
      .and.to.contain("()=>more+1")
      .and.to.match(/packages \d/);
  });

  it("leaves packages to Node.js, which does not mix the two kinds of module in one file as tsx does", () => {
    write({
      "main.ts": "import * as sound from 'sound';\nconsole.log(sound.name);\nimport 'mixed';\n",
      "node_modules/sound/package.json": '{ "main": "index.js" }',
      "node_modules/sound/index.js": "exports.name = require('./other').name;",
      "node_modules/sound/other.js": "exports.name = 'sound';",
      "node_modules/mixed/package.json": '{ "main": "index.js" }',
      "node_modules/mixed/index.js": "import * as fs from 'node:fs';\nexports.read = fs.readFileSync;",
    });
    expect(run("main.ts").stderr).to.contain("exports is not defined in ES module scope");
    fs.writeFileSync(path.join(directory, "node_modules/mixed/index.js"), "");
    expect(run("main.ts").stdout).to.equal("sound\n");
  });
});
