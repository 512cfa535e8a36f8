import * as fs from "node:fs";
import { expect } from "chai";
import { installCommand, managerVersion, packageManagerOf } from "../../../engine/language/install";
import { optionEnvironment, parseRuntimeOptions } from "../../../engine/language/options";
import { stopAll, writeFiles } from "./support";

describe("runtime options", () => {
  afterEach(stopAll);

  it("have the official defaults", () => {
    expect(parseRuntimeOptions({})).to.deep.equal({
      typescript: true,
      tsconfig: undefined,
      nodeArguments: [],
      packageManager: undefined,
    });
    expect(optionEnvironment(parseRuntimeOptions({}))).to.deep.equal({ PULUMI_NODEJS_TYPESCRIPT: "true" });
  });

  it("split nodeargs as a shell does", () => {
    const { nodeArguments } = parseRuntimeOptions({
      nodeargs: `--import tsx --title="two words" --max-old-space-size=99`,
    });
    expect(nodeArguments).to.deep.equal(["--import", "tsx", "--title=two words", "--max-old-space-size=99"]);
  });

  it("reach the program as environment", () => {
    const options = parseRuntimeOptions({ typescript: false, tsconfig: "tsconfig.infra.json" });
    expect(optionEnvironment(options)).to.deep.equal({ PULUMI_NODEJS_TSCONFIG_PATH: "tsconfig.infra.json" });
  });

  it("are refused all at once, with what is allowed", () => {
    expect(() => parseRuntimeOptions({ typescript: 1, packagemanager: "maven", nodeargs: ["--import"] })).to.throw(
      'typescript is 1, wanted true or false; nodeargs is ["--import"], wanted one string such as "--import tsx"; ' +
        'packagemanager is "maven", wanted one of auto, npm, pnpm, yarn, bun',
    );
  });

  it("or the nearest lock file choose the package manager", () => {
    const directory = writeFiles({ "yarn.lock": "", "inner/pnpm-lock.yaml": "", "inner/deep/x": "", "other/x": "" });
    expect(packageManagerOf(`${directory}/inner/deep`, undefined)).to.equal("pnpm");
    expect(packageManagerOf(`${directory}/other`, undefined)).to.equal("yarn");
    expect(packageManagerOf(`${directory}/other`, "bun")).to.equal("bun");
    expect(packageManagerOf("/", undefined)).to.equal("npm");
  });

  it("install exactly what the lock file says where nothing is installed yet", () => {
    const lock = { "package-lock.json": {} };
    const installed = { ...lock, "node_modules/a/package.json": {} };
    expect(installCommand(writeFiles(lock), undefined).arguments[0]).to.equal("ci");
    expect(installCommand(writeFiles(installed), undefined).arguments[0]).to.equal("install");
    expect(installCommand(writeFiles({ "package.json": {} }), "npm").arguments[0]).to.equal("install");
    expect(installCommand(writeFiles(lock), "pnpm")).to.deep.equal({ executable: "pnpm", arguments: ["install"] });
  });

  it("have the version of the package manager on PATH, from its package or else from itself", async () => {
    const script = "#!/bin/sh\necho 9.9.9\n";
    const directory = writeFiles({
      "lib/pnpm/package.json": { name: "pnpm", version: "1.2.3" },
      "lib/pnpm/bin/package.json": { type: "module" },
      "lib/pnpm/bin/pnpm.js": script,
      "bin/yarn": script,
    });
    fs.symlinkSync("../lib/pnpm/bin/pnpm.js", `${directory}/bin/pnpm`);
    fs.chmodSync(`${directory}/bin/yarn`, 0o755);
    const searched = `${directory}/none:${directory}/bin`;
    expect(await managerVersion("pnpm", searched)).to.equal("1.2.3");
    expect(await managerVersion("yarn", searched)).to.equal("9.9.9");
    expect(await managerVersion("bun", searched)).to.equal(undefined);
  });
});
