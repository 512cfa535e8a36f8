import type { ServiceError } from "@grpc/grpc-js";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { expect } from "chai";
import { runWith, type Delivery } from "./delivery";
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

describe("language host, running plugins", function () {
  this.timeout(60_000);

  let host: RunningHost;

  beforeEach(async () => {
    host = await startHost((await startEngine()).address);
  });
  afterEach(stopAll);

  const runPlugin = (directory: string, kind: string, args: string[] = [], env: string[] = []): Delivery =>
    runWith(host, { directory, kind, args, env });

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
