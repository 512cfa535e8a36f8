import { credentials, type ServiceError } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { expect } from "chai";
import * as fs from "node:fs";
import * as path from "node:path";
import { runWith, type Delivery } from "./delivery";
import { isAlive, startEngine, startHost, stopAll, until, writeFiles, writeProgram, type RunningHost } from "./support";

describe("language host, running policy packs", function () {
  this.timeout(60_000);

  let host: RunningHost;

  beforeEach(async () => {
    host = await startHost((await startEngine()).address, { PLATFORM_CACHE: writeFiles({}) });
  });
  afterEach(stopAll);

  /** A pack that serves the protocol itself and tells what it was started with. */
  const pack = ({ first = "" } = {}): string =>
    writeProgram({
      "package.json": { name: "pack", main: "index.js" },
      "index.js": `
        const grpc = require("@grpc/grpc-js");
        const { AnalyzerService } = require("@pulumi/pulumi/proto/analyzer_grpc_pb");
        const { AnalyzerInfo, AnalyzeResponse, AnalyzeDiagnostic, AnalyzerStackConfigureResponse } = require("@pulumi/pulumi/proto/analyzer_pb");
        const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");
        const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
        const pulumi = require("@pulumi/pulumi");
        ${first}
        if (process.env.BREAK) { console.error("broken pack"); process.exit(4); }
        const stack = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack(), new pulumi.Config("p").get("key")].join(" ");
        let level = "";
        const server = new grpc.Server();
        server.addService(AnalyzerService, {
          getAnalyzerInfo: (call, done) => done(null, new AnalyzerInfo().setName(stack + (process.env.MOOD ?? "")).setDisplayname(process.cwd())),
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

  it("take over the port that the engine knows", async () => {
    const delivery = run(pack());
    const client = await connect(delivery);
    await configure(client);
    const info = await call<analyzer.AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
    expect(info.getName()).to.equal("o p s configured");
    await call((done) => client.analyze(new analyzer.AnalyzeRequest(), done));
    const [told] = delivery.stdout.split("\n");
    expect(/ on (\d+)/.exec(delivery.stdout)?.[1]).to.equal(told);
    delivery.call.cancel();
    client.close();
  });

  it("are reached all the same when they listen elsewhere", async () => {
    const first = `require("node:net").createServer().listen({ port: 0, host: "127.0.0.1" });`;
    const delivery = run(pack({ first }));
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

  describe("that have run before", () => {
    /** Blocks the pack's process until a file is there. */
    const gated = (gate: string) =>
      `while (!require("node:fs").existsSync(${JSON.stringify(gate)})) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);`;

    let gate: string;
    const open = () => fs.writeFileSync(gate, "");
    beforeEach(() => {
      gate = path.join(writeFiles({}), "gate");
    });

    const info = (client: AnalyzerClient) =>
      call<analyzer.AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
    const analyzed = async (client: AnalyzerClient) => {
      const request = new analyzer.AnalyzeRequest().setName("resource ");
      const answer = await call<analyzer.AnalyzeResponse>((done) => client.analyze(request, done));
      return answer.getDiagnosticsList().map((one) => one.getMessage());
    };
    const refusal = (promise: Promise<unknown>) =>
      promise.then(
        () => "",
        (error: ServiceError) => error.details,
      );

    /** Starts a pack as the engine does. */
    const started = async (directory: string, ...env: string[]) => {
      const delivery = run(directory, ...env);
      const client = await connect(delivery);
      await configure(client);
      return {
        delivery,
        client,
        runs: () => delivery.stdout.includes("pack "),
        end: () => (client.close(), delivery.call.cancel()),
      };
    };
    const runOnce = async (directory: string, ...env: string[]) => {
      open();
      const { client, end } = await started(directory, ...env);
      await info(client);
      end();
      fs.rmSync(gate);
    };

    it("have the engine told at once what they said, and are configured before they judge", async () => {
      const directory = pack({ first: gated(gate) });
      await runOnce(directory);

      const { client, runs, end } = await started(directory);
      expect((await info(client)).getName()).to.equal("o p s configured");
      const configuration = new analyzer.ConfigureAnalyzerRequest();
      configuration.getPolicyconfigMap().set("rule", new analyzer.PolicyConfig());
      await call((done) => client.configure(configuration, done));
      const judged = analyzed(client);
      expect(runs(), "the pack is not there yet").to.equal(false);
      open();
      expect(await judged).to.deep.equal(["resource rule"]);
      expect(await analyzed(client), "also when they have the port").to.deep.equal(["resource rule"]);
      end();
    });

    for (const [what, change] of Object.entries({
      "a file of theirs changes": (directory: string) => fs.appendFileSync(path.join(directory, "index.js"), "\n"),
      "one changes and keeps its size": (directory: string) => fs.utimesSync(path.join(directory, "index.js"), 1, 1),
      "one is added": (directory: string) => fs.writeFileSync(path.join(directory, "more.js"), ""),
    })) {
      it(`are asked again when ${what}`, async () => {
        const directory = pack({ first: gated(gate) });
        await runOnce(directory);
        change(directory);
        open();
        const { client, end } = await started(directory, "MOOD= new");
        expect((await info(client)).getName()).to.equal("o p s configured new");
        end();
      });
    }

    it("are waited for where their source tree cannot be told by its files", async () => {
      const directory = pack({ first: gated(gate) });
      for (let file = 0; file <= 5000; file++) fs.writeFileSync(path.join(directory, `${file}.txt`), "");
      await runOnce(directory);
      open();
      const { client, end } = await started(directory, "MOOD= new");
      expect((await info(client)).getName()).to.equal("o p s configured new");
      expect(await analyzed(client)).to.deep.equal(["resource "]);
      end();
    });

    it("judge nothing when they say something else without a change, and are asked from then on", async () => {
      const directory = pack({ first: gated(gate) });
      await runOnce(directory);
      open();
      const changed = await started(directory, "MOOD= changed");
      expect((await info(changed.client)).getName()).to.equal("o p s configured");
      expect(await refusal(analyzed(changed.client))).to.contain("Run the command again");
      expect(await refusal(analyzed(changed.client)), "nor later").to.contain("Run the command again");
      changed.end();

      const again = await started(directory, "MOOD= again");
      expect((await info(again.client)).getName()).to.equal("o p s configured again");
      expect(await analyzed(again.client)).to.deep.equal(["resource "]);
      again.end();
      const last = await started(directory, "MOOD= last");
      expect((await info(last.client)).getName()).to.equal("o p s configured last");
      last.end();
    });

    it("judge nothing when they do not start any more, and say why", async () => {
      const directory = pack({ first: gated(gate) });
      await runOnce(directory);
      open();
      const { client, delivery } = await started(directory, "BREAK=1");
      await info(client);
      expect(await refusal(analyzed(client))).to.contain("exit code 4");
      await delivery.ended;
      expect(delivery.stderr).to.contain("broken pack");
      client.close();
    });
  });
});
