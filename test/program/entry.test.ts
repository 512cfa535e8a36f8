import { expect } from "chai";
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import YAML from "yaml";

const root = path.resolve(__dirname, "../..");

describe("the entry of the program", function () {
  this.timeout(60_000);

  const { runtime } = YAML.parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as {
    runtime: { options: { nodeargs: string } };
  };
  const nodeArguments = runtime.options.nodeargs.split(" ");

  it("is loaded by the arguments that Pulumi.yaml gives to Node.js", () => {
    const args = [...nodeArguments, "--print", "typeof require('./index.ts')"];
    expect(execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" }).trim()).to.equal("function");
  });

  it("shows the lines of the source in stack traces, whatever the SDK loaded to show them", () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "entry-"));
    try {
      const register = require.resolve("source-map-support/register", {
        paths: [path.dirname(require.resolve("@pulumi/pulumi/package.json"))],
      });
      const program = [
        `import ${JSON.stringify(register)};`,
        `import program from ${JSON.stringify(path.join(root, "index"))};`,
        "interface Unused {",
        "  field: string;",
        "}",
        "try { program(); } catch { /* there is no configuration here */ }",
        "throw new Error('own');",
      ];
      const file = path.join(directory, "main.ts");
      fs.writeFileSync(file, program.join("\n"));
      const { stderr } = spawnSync(process.execPath, [...nodeArguments, file], { cwd: root, encoding: "utf8" });
      expect(stderr).to.match(/Error: own\n\s+at .*main\.ts:7:/);
    } finally {
      fs.rmSync(directory, { recursive: true });
    }
  });
});
