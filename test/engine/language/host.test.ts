import * as path from "node:path";
import { status, type ServiceError } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { expect } from "chai";
import {
  isAlive,
  programInfo,
  startEngine,
  startHost,
  stopAll,
  until,
  writeFiles,
  writeProgram,
  type FakeEngine,
  type RunningHost,
} from "./support";

describe("language host, at the protocol", function () {
  this.timeout(60_000);

  let engine: FakeEngine;
  let host: RunningHost;

  beforeEach(async () => {
    engine = await startEngine();
    host = await startHost(engine.address);
  });
  afterEach(stopAll);

  const run = (request: language.RunRequest): Promise<language.RunResponse> =>
    new Promise((resolve, reject) =>
      host.client.run(request, (error, response) => (error ? reject(error) : resolve(response))),
    );

  const runRequest = (directory: string, options: Record<string, string | boolean> = {}): language.RunRequest =>
    new language.RunRequest()
      .setProject("p")
      .setStack("s")
      .setOrganization("o")
      .setPwd(directory)
      .setParallel(7)
      .setMonitorAddress(engine.address)
      .setInfo(programInfo(directory, options));

  const javascript = { typescript: false };

  it("runs a program with its project, stack, configuration and secrets", async () => {
    const directory = writeProgram({
      "package.json": { name: "p", main: "index.js" },
      "index.js": `
        const pulumi = require("@pulumi/pulumi");
        const config = new pulumi.Config();
        console.log("to standard output");
        console.error("to standard error");
        exports.all = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack(), config.get("key")].join(" ");
        exports.secret = pulumi.runtime.isDryRun() + " " + process.env.PULUMI_CONFIG_SECRET_KEYS;
        exports.directory = process.cwd();`,
    });
    const request = runRequest(directory, javascript).setDryrun(true).setConfigsecretkeysList(["p:hidden"]);
    request.getConfigMap().set("p:key", 'value with "quotes"');

    const response = await run(request);

    expect(response.toObject()).to.deep.equal({ error: "", bail: false });
    expect(engine.outputs).to.deep.equal({
      all: 'o p s value with "quotes"',
      secret: 'true ["p:hidden"]',
      directory,
    });
    expect(host.output()).to.contain("to standard output\n").and.to.contain("to standard error\n");
  });

  it("passes nodeargs to Node.js: tsx compiles the program", async () => {
    const directory = writeProgram({
      "package.json": { name: "p", main: "index.ts" },
      "index.ts": `enum Answer { Yes = "compiled" }; export const answer: string = Answer.Yes;`,
    });
    const response = await run(runRequest(directory, { typescript: false, nodeargs: "--import tsx" }));
    expect(response.toObject()).to.deep.equal({ error: "", bail: false });
    expect(engine.outputs).to.deep.equal({ answer: "compiled" });
  });

  it("gives Node.js room for what dies young, unless nodeargs say otherwise", async () => {
    const directory = writeProgram({
      "package.json": { name: "p", main: "index.js" },
      "index.js": `
        exports.sizes = process.execArgv.filter((argument) => argument.includes("semi-space"));`,
    });
    await run(runRequest(directory, { typescript: false, nodeargs: "--max-semi-space-size=8" }));
    const sizes = ["--min-semi-space-size=32", "--max-semi-space-size=32", "--max-semi-space-size=8"];
    expect(engine.outputs).to.deep.equal({ sizes });
  });

  it("bails when the program has reported its failure itself", async () => {
    const directory = writeProgram({
      "package.json": { name: "p", main: "index.js" },
      "index.js": `throw new Error("the reason");`,
    });
    const response = await run(runRequest(directory, javascript));
    expect(response.toObject()).to.deep.equal({ error: "", bail: true });
    expect(engine.logs.join("\n")).to.contain("the reason");
  });

  it("reports any other exit code", async () => {
    const directory = writeProgram({ "package.json": { main: "index.js" }, "index.js": `process.exit(5);` });
    const response = await run(runRequest(directory, javascript));
    expect(response.toObject()).to.deep.equal({ error: "The program ended with exit code 5.", bail: false });
  });

  it("says what to do when the SDK is not installed", async () => {
    const directory = writeFiles({ "package.json": { main: "index.js" }, "index.js": "" });
    const error = await run(runRequest(directory, javascript)).then(
      () => undefined,
      (refused: ServiceError) => refused,
    );
    expect(error?.details).to.contain(directory).and.to.contain("pulumi install");
  });

  it("names a wrong runtime option", async () => {
    const directory = writeProgram({ "package.json": { main: "index.js" }, "index.js": "" });
    const error = await run(runRequest(directory, { typescript: "yes" })).then(
      () => undefined,
      (refused: ServiceError) => refused,
    );
    expect(error?.details).to.equal('Pulumi.yaml, runtime.options: typescript is "yes", wanted true or false');
  });

  /** A program that never ends by itself, and the id of its process once it runs. */
  const endless = async (): Promise<{ response: Promise<language.RunResponse>; processId: number }> => {
    const directory = writeProgram({
      "package.json": { main: "index.js" },
      "index.js": `console.log("process", process.pid); setInterval(() => {}, 1000); module.exports = new Promise(() => {});`,
    });
    const response = run(runRequest(directory, javascript));
    await until("the program runs", () => /process \d+/.test(host.output()));
    return { response, processId: Number(/process (\d+)/.exec(host.output())![1]) };
  };

  it("ends the program and bails when the engine cancels", async () => {
    const program = await endless();
    await new Promise<void>((resolve, reject) =>
      host.client.cancel(new Empty(), (error) => (error ? reject(error) : resolve())),
    );
    expect((await program.response).toObject()).to.deep.equal({ error: "", bail: true });
    expect(isAlive(program.processId)).to.equal(false);
  });

  it("ends at once, with the program, when the engine interrupts its process group", async () => {
    const program = await endless();
    program.response.catch(() => undefined);
    process.kill(-host.process.pid!, "SIGINT");
    expect(await host.ended).to.equal(0);
    expect(isAlive(program.processId)).to.equal(false);
  });

  it("ends with the program when the engine dies without a word", async () => {
    const program = await endless();
    program.response.catch(() => undefined);
    host.process.stdin!.destroy();
    expect(await host.ended).to.equal(0);
    await until("the program ends", () => !isAlive(program.processId));
  });

  it("kills a program that ignores the request to end", async () => {
    const directory = writeProgram({
      "package.json": { main: "index.js" },
      "index.js": `process.on("SIGINT", () => {}); console.log("process", process.pid);
        setInterval(() => {}, 1000); module.exports = new Promise(() => {});`,
    });
    const response = run(runRequest(directory, javascript)).catch(() => undefined);
    await until("the program runs", () => /process \d+/.test(host.output()));
    const processId = Number(/process (\d+)/.exec(host.output())![1]);
    host.process.kill("SIGINT");
    expect(await host.ended).to.equal(0);
    expect(isAlive(processId)).to.equal(false);
    await response;
  });

  it("tells the engine how to attach a debugger, and the program waits for it", async () => {
    const directory = writeProgram({
      "package.json": { main: "index.js" },
      "index.js": `console.log("must wait");`,
    });
    const response = run(runRequest(directory, javascript).setAttachDebugger(true));
    await until("the debugger is announced", () => engine.debugging.length === 1);
    expect(engine.debugging[0]).to.include({ type: "node", request: "attach", name: "Pulumi: Program (nodejs)" });
    expect(isAlive(engine.debugging[0]!.processId as number)).to.equal(true);
    await new Promise<void>((resolve) => host.client.cancel(new Empty(), () => resolve()));
    expect((await response).getBail()).to.equal(true);
    expect(host.output()).not.to.contain("must wait");
  });

  it("tells what it does not offer and what to do instead", async () => {
    const error = await new Promise<ServiceError | null>((resolve) =>
      host.client.generateProject(new language.GenerateProjectRequest(), (refused) => resolve(refused)),
    );
    expect(error?.code).to.equal(status.UNIMPLEMENTED);
    expect(error?.details).to.contain("pulumi convert").and.to.contain("official host");
  });

  it("gives the description of imported resources, so that a successful import does not look failed", async () => {
    const request = new language.GenerateProgramRequest();
    request
      .getSourceMap()
      .set("main.pp", 'resource text "random:index/randomString:RandomString" {\n  length = 8\n}\n');
    const response = await new Promise<language.GenerateProgramResponse>((resolve, reject) =>
      host.client.generateProgram(request, (error, answer) => (error ? reject(error) : resolve(answer))),
    );
    const source = Buffer.from(response.getSourceMap().get("main.ts") as Uint8Array).toString();
    expect(source.split("\n").every((line) => line === "" || line.startsWith("// "))).to.equal(true);
    expect(source).to.contain("//   length = 8");
  });

  it("lists plugins, dependencies and itself", async () => {
    const directory = writeFiles({
      "package.json": { dependencies: { sdk: "^1.0.0" } },
      "node_modules/sdk/package.json": {
        name: "sdk",
        version: "1.2.3",
        pulumi: { resource: true, name: "thing", version: "1.2.4", server: "https://plugins.example" },
        dependencies: { leaf: "*" },
      },
      "node_modules/leaf/package.json": { name: "leaf", version: "0.1.0" },
    });
    const info = programInfo(directory, { typescript: false });
    const packages = await new Promise<language.GetRequiredPackagesResponse>((resolve, reject) =>
      host.client.getRequiredPackages(new language.GetRequiredPackagesRequest().setInfo(info), (error, response) =>
        error ? reject(error) : resolve(response),
      ),
    );
    expect(packages.toObject().packagesList).to.have.length(1);
    expect(packages.toObject().packagesList[0]).to.include({
      name: "thing",
      kind: "resource",
      version: "v1.2.4",
      server: "https://plugins.example",
    });

    const dependencies = (transitive: boolean): Promise<string[]> =>
      new Promise((resolve, reject) =>
        host.client.getProgramDependencies(
          new language.GetProgramDependenciesRequest().setInfo(info).setTransitivedependencies(transitive),
          (error, response) =>
            error
              ? reject(error)
              : resolve(response.getDependenciesList().map((found) => `${found.getName()}@${found.getVersion()}`)),
        ),
      );
    expect(await dependencies(false)).to.deep.equal(["sdk@1.2.3"]);
    expect(await dependencies(true)).to.deep.equal(["leaf@0.1.0", "sdk@1.2.3"]);

    const about = await new Promise<language.AboutResponse>((resolve, reject) =>
      host.client.about(new language.AboutRequest().setInfo(info), (error, response) =>
        error ? reject(error) : resolve(response),
      ),
    );
    expect(about.getExecutable()).to.equal(process.execPath);
    expect(about.getVersion()).to.equal(process.version);
    expect(about.getMetadataMap().get("packagemanager")).to.equal("npm");
    expect(path.isAbsolute(about.getExecutable())).to.equal(true);
  });
});
