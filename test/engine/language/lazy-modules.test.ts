import * as path from "node:path";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { expect } from "chai";
import { programInfo, startEngine, startHost, stopAll, writeProgram } from "./support";

describe("what the SDK loads for every program and few use", function () {
  this.timeout(60_000);
  afterEach(stopAll);

  /** Runs a program in the language host. @returns its outputs */
  async function outputsOf(program: string, environment: NodeJS.ProcessEnv = {}): Promise<Record<string, unknown>> {
    const engine = await startEngine();
    const host = await startHost(engine.address, environment);
    const directory = writeProgram({
      "package.json": { name: "p", main: "index.js", dependencies: { "@pulumi/pulumi": "*" } },
      "index.js": program,
      "settings.cjs": `globalThis.settings = require("node:v8").cachedDataVersionTag();`,
    });
    const nodeargs = `--require ${path.join(directory, "settings.cjs")}`;
    const request = new language.RunRequest()
      .setProject("p")
      .setStack("s")
      .setMonitorAddress(engine.address)
      .setInfo(programInfo(directory, { typescript: false, nodeargs }));
    const response = await new Promise<language.RunResponse>((resolve, reject) =>
      host.client.run(request, (error, answer) => (error ? reject(error) : resolve(answer))),
    );
    expect(response.toObject(), [host.output(), ...engine.logs].join("\n")).to.deep.equal({ error: "", bail: false });
    return engine.outputs;
  }

  const loaded = "const loaded = (part) => Object.keys(require.cache).some((file) => file.includes(part));";

  it("is not loaded", async () => {
    const outputs = await outputsOf(`
      ${loaded}
      require("@pulumi/pulumi");
      exports.sdk = loaded("/@pulumi/pulumi/runtime/closure/codePaths.js");
      exports.others = ["/exporter-zipkin/", "/sdk-trace-node/", "/arborist/", "/typescript/"].filter(loaded);`);
    expect(outputs).to.deep.equal({ sdk: true, others: [] });
  });

  it("changes no setting of V8 by which it takes kept code", async () => {
    const outputs = await outputsOf(`
      require("@pulumi/pulumi");
      exports.same = require("node:v8").cachedDataVersionTag() === settings;`);
    expect(outputs).to.deep.equal({ same: true });
  });

  it("is there when it is used: a function is serialized, and found in its file", async () => {
    const outputs = await outputsOf(`
      ${loaded}
      const pulumi = require("@pulumi/pulumi");
      const { getFunctionLocationAsync } = require("@pulumi/pulumi/runtime/closure/v8");
      const { computeCodePaths } = require("@pulumi/pulumi/runtime/closure/codePaths");
      const more = 41;
      module.exports = async () => ({
        text: (await pulumi.runtime.serializeFunction(() => more + 1)).text,
        location: await getFunctionLocationAsync(() => more),
        packages: typeof (await computeCodePaths({})).size,
        compiler: loaded("/typescript/"),
      });`);
    expect(outputs.text).to.contain("more: 41");
    expect(outputs).to.include({ packages: "number", compiler: true });
    const { file, line } = outputs.location as { file: string; line: number };
    expect([path.basename(file), line]).to.deep.equal(["index.js", 8]);
  });

  it("is there for the program's own use, and where the engine traces: the library of traces", async () => {
    const traceparent = `00-${"1".repeat(32)}-${"2".repeat(16)}-01`;
    const program = `
      const { NodeTracerProvider } = require("@opentelemetry/sdk-trace-node");
      exports.own = typeof new NodeTracerProvider().getTracer("own").startSpan;
      exports.trace = require("@opentelemetry/api").trace.getActiveSpan()?.spanContext().traceId;`;
    expect(await outputsOf(program)).to.deep.equal({ own: "function" });
    expect(await outputsOf(program, { TRACEPARENT: traceparent })).to.deep.equal({
      own: "function",
      trace: "1".repeat(32),
    });
  });
});
