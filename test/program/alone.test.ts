import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type { AnalyzerInfo } from "@pulumi/pulumi/proto/analyzer_pb";
import { expect } from "chai";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { parse } from "yaml";
import { ENVIRONMENTS } from "../../features/environment/config";
import { allRules } from "../../policy/generate";
import { files } from "../architecture/sources";
import { goldenFile } from "../golden/golden";
import { neededPackages } from "../support/packages";
import { PROJECT } from "../support/stack";

/** What stands in for Pulumi's own tools, or makes the embedded target, or is for contributors. */
const NOT_THE_PROGRAM = /^(engine|embedded|operations|tools)\//;

/** What renders the stacks with Pulumi's mocks in the place of its engine. */
const RENDERS = /^test\/(golden\/(golden|render)\.ts|support\/(render|stack)\.ts|fixtures\/(home|kinds)\/)/;

/** The program and the policies as they are for somebody with an official Pulumi: nothing else is there, and their packages alone. */
describe("the program and the policies by themselves, on the packages that npm installs for them", function () {
  this.timeout(120_000);
  let tree: string;

  before(() => {
    tree = fs.mkdtempSync(path.join(os.tmpdir(), "platform-alone-"));
    const wanted = files().filter(
      (file) => !NOT_THE_PROGRAM.test(file) && (!file.startsWith("test/") || RENDERS.test(file)),
    );
    for (const file of [...wanted, ...neededPackages(PROJECT, ["", "policy"])]) {
      const mode = fs.constants.COPYFILE_FICLONE;
      fs.cpSync(path.join(PROJECT, file), path.join(tree, file), { recursive: true, mode });
    }
  });
  after(() => fs.rmSync(tree, { recursive: true, force: true }));

  /** The arguments of Node.js that a Pulumi.yaml or PulumiPolicy.yaml names, with which each language host starts it. */
  const nodeArguments = (file: string): string[] => {
    const { runtime } = parse(fs.readFileSync(path.join(tree, file), "utf8")) as {
      runtime: { options: { nodeargs: string } };
    };
    return runtime.options.nodeargs.split(" ");
  };
  const run = (...args: string[]): string =>
    execFileSync(process.execPath, [...nodeArguments("Pulumi.yaml"), ...args], {
      cwd: tree,
      env: {},
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });

  it("are without the packages of the other rooms", () => {
    const installed = (name: string) => fs.existsSync(path.join(tree, "node_modules", name));
    expect(["@pulumi/kubernetes", "@pulumi/policy", "tsx"].filter(installed)).to.have.length(3);
    expect(["commander", "listr2", "bcryptjs", "mocha", "platform-engine"].filter(installed)).to.deep.equal([]);
  });

  it("load the entry of the program", () => {
    expect(run("--print", "typeof require('./index.ts')").trim()).to.equal("function");
  });

  it("ask for the resources of every stack", () => {
    const stacks = JSON.parse(run("test/golden/render.ts")) as Record<string, unknown>;
    for (const stack of ENVIRONMENTS) {
      expect(stacks[stack], stack).to.deep.equal(JSON.parse(fs.readFileSync(goldenFile(stack), "utf8")));
    }
  });

  it("serve every rule", async () => {
    const launcher = path.join(tree, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
    const args = [...nodeArguments("policy/PulumiPolicy.yaml"), launcher, "127.0.0.1:1", "."];
    const cwd = path.join(tree, "policy");
    const pack = spawn(process.execPath, args, { cwd, env: {}, stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(pack, "exit");
    try {
      const [port] = (await once(createInterface(pack.stdout), "line")) as [string];
      const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
      const info = await new Promise<AnalyzerInfo>((resolve, reject) =>
        client.getAnalyzerInfo(new Empty(), (error, answer) => (error ? reject(error) : resolve(answer))),
      );
      client.close();
      const rules = Object.values(allRules()).flat();
      expect(info.getPoliciesList().map((policy) => policy.getName())).to.have.members(rules.map(({ id }) => id));
    } finally {
      pack.kill();
      await ended;
    }
  });
});
