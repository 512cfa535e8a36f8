import { credentials, type ServiceError } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { expect } from "chai";
import { runWith, type Delivery } from "./delivery";
import { isAlive, startEngine, startHost, stopAll, until, writeProgram, type RunningHost } from "./support";

describe("language host, running policy packs", function () {
  this.timeout(60_000);

  let host: RunningHost;

  beforeEach(async () => {
    host = await startHost((await startEngine()).address);
  });
  afterEach(stopAll);

  /** A pack that serves the protocol itself and tells what it was started with. */
  const pack = (): string =>
    writeProgram({
      "package.json": { name: "pack", main: "index.js" },
      "index.js": `
        const grpc = require("@grpc/grpc-js");
        const { AnalyzerService } = require("@pulumi/pulumi/proto/analyzer_grpc_pb");
        const { AnalyzerInfo, AnalyzeResponse, AnalyzeDiagnostic, AnalyzerStackConfigureResponse } = require("@pulumi/pulumi/proto/analyzer_pb");
        const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");
        const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
        const pulumi = require("@pulumi/pulumi");
        if (process.env.BREAK) { console.error("broken pack"); process.exit(4); }
        const stack = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack(), new pulumi.Config("p").get("key")].join(" ");
        let level = "";
        const server = new grpc.Server();
        server.addService(AnalyzerService, {
          getAnalyzerInfo: (call, done) => done(null, new AnalyzerInfo().setName(stack).setDisplayname(process.cwd())),
          getPluginInfo: (call, done) => done(null, new PluginInfo().setVersion("1.0.0")),
          configureStack: (call, done) => done(null, new AnalyzerStackConfigureResponse()),
          configure: (call, done) => { level = [...call.request.getPolicyconfigMap().keys()].join(); done(null, new Empty()); },
          analyze: (call, done) => done(null, new AnalyzeResponse().setDiagnosticsList([
            new AnalyzeDiagnostic().setMessage(call.request.getName() + level),
          ])),
          cancel: (call, done) => done(null, new Empty()),
        });
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
          console.log(port);
          console.log("pack " + process.pid + " on " + port);
        });
        module.exports = new Promise(() => {});`,
    });

  const run = (directory: string, ...env: string[]): Delivery =>
    runWith(host, { directory, kind: "analyzer", args: ["127.0.0.1:1"], env });
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
    await call((done) => client.getPluginInfo(new Empty(), done));
  };

  it("know their stack and its configuration, which the engine tells after it has connected", async () => {
    const directory = pack();
    const delivery = run(directory);
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

  it("are not started only to be ended", async () => {
    const delivery = run(pack());
    const client = await connect(delivery);
    await call((done) => client.cancel(new Empty(), done));
    delivery.call.cancel();
    await delivery.ended;
    expect(delivery.stdout).not.to.contain("pack ");
    client.close();
  });

  it("that fail to start say so to the engine, with their output", async () => {
    const delivery = run(pack(), "BREAK=1");
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
