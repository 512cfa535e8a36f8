import { expect } from "chai";
import { PulumiProject } from "../../support/pulumi-cli";
import { until } from "./support";

describe("language host, with the real CLI", function () {
  this.timeout(120_000);

  let project: PulumiProject;
  afterEach(() => project.remove());

  it("runs a program: outputs, secrets, no change, nothing left behind", async () => {
    project = await PulumiProject.create({
      "index.ts": `
        import * as pulumi from "@pulumi/pulumi";
        const config = new pulumi.Config();
        class Part extends pulumi.ComponentResource {
          constructor(name: string) { super("test:index:Part", name); this.registerOutputs({}); }
        }
        new Part("part");
        console.log("printed by the program");
        export const answer: number = config.requireNumber("answer");
        export const hidden = config.requireSecret("hidden");`,
    });
    await project.succeed("config", "set", "answer", "42");
    await project.succeed("config", "set", "--secret", "hidden", "canary-value");
    const first = await project.succeed("up", "--yes", "--skip-preview");
    expect(first).to.contain("printed by the program").and.to.contain("answer: 42").and.to.contain("2 created");
    expect(first + (await project.state())).not.to.contain("canary-value");
    expect(await project.succeed("stack", "output", "hidden", "--show-secrets")).to.contain("canary-value");
    expect(await project.succeed("preview")).to.contain("2 unchanged");
    expect(await project.succeed("about"))
      .to.contain("nodejs")
      .and.to.contain(process.execPath);
    expect(project.processes()).to.deep.equal([]);
  });

  it("shows what a program throws, once and with its place", async () => {
    project = await PulumiProject.create({ "index.ts": `const text: string = "the reason";\nthrow new Error(text);` });
    const { code, output } = await project.run("preview");
    expect(code).not.to.equal(0);
    expect(output).to.contain("Error: the reason").and.to.contain("index.ts:2");
    expect(output).not.to.contain("exit code");
  });

  it("runs a policy pack that knows the stack, and shows its findings", async () => {
    project = await PulumiProject.create({
      "index.ts": `import * as random from "@pulumi/random"; new random.RandomPet("forbidden");`,
      "pack/PulumiPolicy.yaml": "runtime: nodejs\nmain: index.js\n",
      "pack/package.json": JSON.stringify({ name: "pack", version: "1.0.0", main: "index.js" }),
      "pack/index.js": `
        const grpc = require("@grpc/grpc-js");
        const { AnalyzerService } = require("@pulumi/pulumi/proto/analyzer_grpc_pb");
        const proto = require("@pulumi/pulumi/proto/analyzer_pb");
        const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");
        const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
        const stack = require("@pulumi/pulumi").getStack();
        const finding = (name) => new proto.AnalyzeDiagnostic().setPolicyname("names").setPolicypackname("pack")
          .setPolicypackversion("1.0.0").setMessage(name + " on stack " + stack).setEnforcementlevel(proto.EnforcementLevel.MANDATORY);
        const server = new grpc.Server();
        server.addService(AnalyzerService, {
          getPluginInfo: (call, done) => done(null, new PluginInfo().setVersion("1.0.0")),
          getAnalyzerInfo: (call, done) => done(null, new proto.AnalyzerInfo().setName("pack").setVersion("1.0.0")),
          configureStack: (call, done) => done(null, new proto.AnalyzerStackConfigureResponse()),
          configure: (call, done) => done(null, new Empty()),
          analyze: (call, done) => done(null, new proto.AnalyzeResponse().setDiagnosticsList(
            call.request.getName() === "forbidden" ? [finding("forbidden")] : [])),
          remediate: (call, done) => done(null, new proto.RemediateResponse()),
          analyzeStack: (call, done) => done(null, new proto.AnalyzeResponse()),
          cancel: (call, done) => done(null, new Empty()),
        });
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => console.log(port));
        module.exports = new Promise(() => {});`,
    });
    const { code, output } = await project.run("preview", "--policy-pack", "pack");
    expect(output).to.contain("forbidden on stack test");
    expect(code).not.to.equal(0);
    expect(project.processes()).to.deep.equal([]);
  });

  const endless = {
    "index.ts": `console.log("running"); setInterval(() => {}, 1000); export = new Promise(() => {});`,
  };

  it("ends with the program on Ctrl-C", async () => {
    project = await PulumiProject.create(endless);
    const command = project.start("up", "--yes", "--skip-preview");
    await until("the program runs", () => command.output().includes("running"));
    // A terminal interrupts the foreground process group: the CLI alone, which starts its plugins in others.
    process.kill(-command.process.pid!, "SIGINT");
    expect((await command.ended).code).not.to.equal(0);
    await until("all processes have ended", () => project.processes().length === 0);
  });

  it("ends with the program when the CLI is killed", async () => {
    project = await PulumiProject.create(endless);
    const command = project.start("preview");
    await until("the program runs", () => command.output().includes("running"));
    command.process.kill("SIGKILL");
    await until("all processes have ended", () => project.processes().length === 0);
  });
});
