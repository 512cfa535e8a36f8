import { credentials, type ClientReadableStream, type ServiceError } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
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
  type RunningHost,
} from "./support";

/** What a RunPlugin call has delivered so far. */
class Delivery {
  stdout = "";
  stderr = "";
  exitCode?: number;
  readonly ended: Promise<ServiceError | undefined>;

  constructor(readonly call: ClientReadableStream<language.RunPluginResponse>) {
    call.on("data", (response: language.RunPluginResponse) => {
      const { OutputCase } = language.RunPluginResponse;
      const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
      if (response.getOutputCase() === OutputCase.STDOUT) this.stdout += text(response.getStdout_asU8());
      else if (response.getOutputCase() === OutputCase.STDERR) this.stderr += text(response.getStderr_asU8());
      else this.exitCode = response.getExitcode();
    });
    this.ended = new Promise((resolve) => {
      call.on("error", (error: ServiceError) => resolve(error)).on("end", () => resolve(undefined));
    });
  }
}

describe("language host, running plugins", function () {
  this.timeout(60_000);

  let host: RunningHost;

  beforeEach(async () => {
    host = await startHost((await startEngine()).address);
  });
  afterEach(stopAll);

  const runPlugin = (directory: string, kind: string, args: string[] = [], env: string[] = []): Delivery =>
    new Delivery(
      host.client.runPlugin(
        new language.RunPluginRequest()
          .setPwd(directory)
          .setKind(kind)
          .setArgsList(args)
          .setEnvList([`PATH=${process.env.PATH}`, ...env])
          .setInfo(programInfo(directory, { typescript: false })),
      ),
    );

  it("streams output and exit code, with the engine's arguments and environment", async () => {
    const directory = writeProgram({
      "package.json": { name: "p", main: "index.js" },
      "index.js": `
        console.log("arguments", process.argv.slice(2).join(" "), "value", process.env.VALUE);
        console.error("complaint");
        process.exitCode = 3;`,
    });
    const delivery = runPlugin(directory, "resource", ["127.0.0.1:1"], ["VALUE=early", "VALUE=a=b"]);
    expect(await delivery.ended).to.equal(undefined);
    expect(delivery.stdout).to.equal("arguments 127.0.0.1:1 value a=b\n");
    expect(delivery.stderr).to.contain("complaint");
    expect(delivery.exitCode).to.equal(3);
  });

  it("delivers a large output whole", async () => {
    const directory = writeProgram({
      "package.json": { name: "p", main: "index.js" },
      "index.js": `for (let i = 0; i < 20000; i++) console.log("line " + i + " " + "x".repeat(100));`,
    });
    const delivery = runPlugin(directory, "resource");
    await delivery.ended;
    const lines = delivery.stdout.trim().split("\n");
    expect(lines).to.have.length(20000);
    expect(lines[19999]).to.match(/^line 19999 /);
  });

  it("ends the plugin when the engine hangs up", async () => {
    const directory = writeProgram({
      "package.json": { name: "p", main: "index.js" },
      "index.js": `console.log(process.pid); setInterval(() => {}, 1000); module.exports = new Promise(() => {});`,
    });
    const delivery = runPlugin(directory, "resource");
    await until("the plugin runs", () => delivery.stdout.endsWith("\n"));
    const processId = Number(delivery.stdout);
    expect(isAlive(processId)).to.equal(true);
    delivery.call.cancel();
    await until("the plugin ends", () => !isAlive(processId));
    expect(host.process.exitCode, "the host goes on").to.equal(null);
  });

  it("says when the SDK of a policy pack is missing, in the words that the engine knows", async () => {
    const error = await runPlugin(writeFiles({ "package.json": {} }), "analyzer").ended;
    expect(error?.details).to.contain("Cannot find module '@pulumi/pulumi/cmd/run-policy-pack'");
  });

  describe("policy packs", () => {
    /** A pack that serves the protocol itself and tells what it was started with. */
    const pack = ({ first = "" } = {}): string =>
      writeProgram({
        "package.json": { name: "pack", main: "index.js" },
        "index.js": `
          const grpc = require("@grpc/grpc-js");
          const { AnalyzerService } = require("@pulumi/pulumi/proto/analyzer_grpc_pb");
          const { AnalyzerInfo, AnalyzeResponse, AnalyzeDiagnostic, AnalyzerStackConfigureResponse } = require("@pulumi/pulumi/proto/analyzer_pb");
          const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
          const pulumi = require("@pulumi/pulumi");
          ${first}
          if (process.env.BREAK) { console.error("broken pack"); process.exit(4); }
          const stack = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack(), new pulumi.Config("p").get("key")].join(" ");
          const server = new grpc.Server();
          server.addService(AnalyzerService, {
            getAnalyzerInfo: (call, done) => done(null, new AnalyzerInfo().setName(stack).setDisplayname(process.cwd())),
            configureStack: (call, done) => done(null, new AnalyzerStackConfigureResponse()),
            analyze: (call, done) => done(null, new AnalyzeResponse().setDiagnosticsList([
              new AnalyzeDiagnostic().setMessage(call.request.getName()),
            ])),
            cancel: (call, done) => done(null, new Empty()),
          });
          server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
            console.log(port);
            console.log("pack " + process.pid + " on " + port);
          });
          module.exports = new Promise(() => {});`,
      });

    const connect = async (delivery: Delivery): Promise<AnalyzerClient> => {
      await until("the port is told", () => delivery.stdout.includes("\n"));
      return new AnalyzerClient(`127.0.0.1:${delivery.stdout.split("\n")[0]}`, credentials.createInsecure());
    };
    const call = <A>(start: (done: (error: ServiceError | null, answer: A) => void) => unknown): Promise<A> =>
      new Promise((resolve, reject) => start((error, answer) => (error ? reject(error) : resolve(answer))));

    /** What the engine asks of a pack before all else. */
    const configure = async (client: AnalyzerClient): Promise<void> => {
      await call((done) => client.handshake(new analyzer.AnalyzerHandshakeRequest(), done));
      const configuration = new analyzer.AnalyzerStackConfigureRequest()
        .setOrganization("o")
        .setProject("p")
        .setStack("s");
      configuration.getConfigMap().set("p:key", "configured");
      await call((done) => client.configureStack(configuration, done));
    };

    it("know their stack and its configuration, which the engine tells after it has connected", async () => {
      const directory = pack();
      const delivery = runPlugin(directory, "analyzer", ["127.0.0.1:1"]);
      const client = await connect(delivery);
      expect(delivery.stdout).not.to.contain("pack ");

      await configure(client);
      const info = await call<analyzer.AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
      expect(info.getName()).to.equal("o p s configured");
      expect(info.getDisplayname()).to.equal(directory);
      const answer = await call<analyzer.AnalyzeResponse>((done) =>
        client.analyze(new analyzer.AnalyzeRequest().setName("the resource"), done),
      );
      expect(answer.getDiagnosticsList()[0]!.getMessage()).to.equal("the resource");

      const processId = Number(/pack (\d+)/.exec(delivery.stdout)![1]);
      delivery.call.cancel();
      await until("the pack ends", () => !isAlive(processId));
      client.close();
    });

    it("take over the port that the engine knows", async () => {
      const delivery = runPlugin(pack(), "analyzer", ["127.0.0.1:1"]);
      const client = await connect(delivery);
      await configure(client);
      const info = await call<analyzer.AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
      expect(info.getName()).to.equal("o p s configured");
      const [told] = delivery.stdout.split("\n");
      expect(/ on (\d+)/.exec(delivery.stdout)?.[1]).to.equal(told);
      delivery.call.cancel();
      client.close();
    });

    it("are reached all the same when they listen elsewhere", async () => {
      const first = `require("node:net").createServer().listen({ port: 0, host: "127.0.0.1" });`;
      const delivery = runPlugin(pack({ first }), "analyzer", ["127.0.0.1:1"]);
      const client = await connect(delivery);
      await configure(client);
      for (let asked = 1; asked <= 3; asked++) {
        const info = await call<analyzer.AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
        expect(info.getName()).to.equal("o p s configured");
      }
      const [told] = delivery.stdout.split("\n");
      expect(/ on (\d+)/.exec(delivery.stdout)?.[1]).not.to.equal(told);
      delivery.call.cancel();
      client.close();
    });

    it("are not started only to be ended", async () => {
      const delivery = runPlugin(pack(), "analyzer", ["127.0.0.1:1"]);
      const client = await connect(delivery);
      await call((done) => client.cancel(new Empty(), done));
      delivery.call.cancel();
      await delivery.ended;
      expect(delivery.stdout).not.to.contain("pack ");
      client.close();
    });

    it("that fail to start say so to the engine, with their output", async () => {
      const delivery = runPlugin(pack(), "analyzer", ["127.0.0.1:1"], ["BREAK=1"]);
      const client = await connect(delivery);
      const error = await call((done) => client.getAnalyzerInfo(new Empty(), done)).then(
        () => undefined,
        (refused: ServiceError) => refused,
      );
      expect(error?.details).to.contain("exit code 4");
      expect(await delivery.ended).to.equal(undefined);
      expect(delivery.exitCode).to.equal(4);
      expect(delivery.stderr).to.contain("broken pack");
      client.close();
    });
  });

  it("installs dependencies with the messages of the package manager", async () => {
    const directory = writeFiles({ "package.json": { name: "p", version: "1.0.0" } });
    const install = (options: Record<string, string>) =>
      new Promise<{ output: string; error?: ServiceError }>((resolve) => {
        let output = "";
        host.client
          .installDependencies(
            new language.InstallDependenciesRequest().setDirectory(directory).setInfo(programInfo(directory, options)),
          )
          .on("data", (response: language.InstallDependenciesResponse) => {
            output +=
              Buffer.from(response.getStdout_asU8()).toString() + Buffer.from(response.getStderr_asU8()).toString();
          })
          .on("error", (error: ServiceError) => resolve({ output, error }))
          .on("end", () => resolve({ output }));
      });
    const { output, error } = await install({});
    expect(error).to.equal(undefined);
    expect(output).to.contain("Installing dependencies: npm install").and.to.contain("Finished");
    expect((await install({ packagemanager: "maven" })).error?.details).to.contain("packagemanager");
  });
});
