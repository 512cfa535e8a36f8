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
  const run = (file: string, environment: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, ["--require", path.join(root, "loader.cjs"), path.join(directory, file)], {
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "", ...environment },
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

  describe("of the messages for --debug", () => {
    /** The messages that reach an engine which answers each after a while, when a program does this. */
    const told = (program: string): unknown => {
      fs.symlinkSync(path.join(root, "node_modules"), path.join(directory, "node_modules"));
      write({
        "main.ts": [
          "import * as pulumi from '@pulumi/pulumi';",
          "const { debug, info } = pulumi.log;",
          "const settings = require('@pulumi/pulumi/runtime/settings');",
          "const told: string[] = [];",
          "const log = (r: any, done: () => void) => (told.push(r.getUrn() + r.getMessage()), setTimeout(done, 50));",
          "settings.getEngine = () => ({ log });",
          `(async () => {${program}})().then(settings.waitForRPCs).then(() => console.log(JSON.stringify(told)));`,
        ].join("\n"),
      });
      const { stdout, stderr } = run("main.ts");
      expect(stderr).to.equal("");
      return JSON.parse(stdout);
    };

    it("tells that the SDK is answered, but not what, for secrets stand there in plain text", () => {
      const messages = [
        "RegisterResource RPC finished: resource:a[b]; err: null, resp: urn,hidden\nhidden",
        "getResource Invoke RPC finished: err: Error: refused, resp: hidden",
        ', obj={"password":"hidden"}',
        "a person's own, resp: shown",
      ];
      const resource = "{ urn: pulumi.output('urn:') } as pulumi.Resource";
      const program = messages.map((text) => `await debug(${JSON.stringify(text)});`).join("\n");
      expect(told(`${program}\nawait debug(${JSON.stringify(messages[2])}, ${resource})`)).to.deep.equal([
        "RegisterResource RPC finished: resource:a[b]; err: null, resp: (not shown)",
        "getResource Invoke RPC finished: err: Error: refused, resp: (not shown)",
        ", obj=(not shown)",
        "a person's own, resp: shown",
        "urn:, obj=(not shown)",
      ]);
    });

    it("tells those together that come while the engine is told others, in their order among all messages, and none is lost", () => {
      const program = [
        "void debug('1'); void debug('2');",
        // While the first two are under way.
        "await new Promise((resolve) => setTimeout(resolve, 20));",
        "void debug('3'); void debug('4');",
        "void info('5'); void debug('6'); void debug('7');",
      ];
      expect(told(program.join("\n"))).to.deep.equal(["1\ndebug: 2", "3\ndebug: 4", "5", "6\ndebug: 7"]);
    });
  });

  it("keeps a stack trace for each promise only where those that never end are told", () => {
    fs.symlinkSync(path.join(root, "node_modules"), path.join(directory, "node_modules"));
    write({
      "main.ts":
        "import { debuggablePromise } from '@pulumi/pulumi/runtime/debuggable';\nconst promise = Promise.resolve();\n" +
        "void debuggablePromise(promise, 'context');\nconsole.log(JSON.stringify((promise as any)._debugStackTrace));\n" +
        "console.log(JSON.stringify(new Error('own').stack));\n",
    });
    const [kept, own] = run("main.ts")
      .stdout.split("\n")
      .map((line) => line && (JSON.parse(line) as string));
    expect(kept).to.equal("Error");
    expect(own).to.match(/main\.ts:5/);
    expect(run("main.ts", { PULUMI_DEBUG_PROMISE_LEAKS: "true" }).stdout).to.match(/debuggablePromise.*main\.ts:3/);
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
