import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { credentials, Server, ServerCredentials } from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as engine from "@pulumi/pulumi/proto/engine_pb";
import { repositoryRoot } from "../../../embedded/paths";

/** A language host as the engine would run it: a process of its own group, its standard input a pipe. */
export interface RunningHost {
  process: ChildProcess;
  client: LanguageRuntimeClient;
  /** All that the host has written after its port. */
  output(): string;
  /** Resolves with the exit code or signal. */
  ended: Promise<number | NodeJS.Signals>;
}

const started: RunningHost[] = [];
const directories: string[] = [];
const servers: Server[] = [];

/** Starts the host; `stopAll` ends it. */
export async function startHost(engineAddress: string, environment: NodeJS.ProcessEnv = {}): Promise<RunningHost> {
  const main = path.join(repositoryRoot, "engine/language/main.ts");
  const child = spawn(process.execPath, ["--import", "tsx", main, engineAddress], {
    cwd: repositoryRoot,
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const ended = once(child, "exit").then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals);
  const lines = createInterface({ input: child.stdout });
  const [port] = (await once(lines, "line")) as [string];
  let text = "";
  lines.on("line", (line) => (text += `${line}\n`));
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const client = new LanguageRuntimeClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const host = { process: child, client, output: () => text, ended };
  started.push(host);
  return host;
}

/** Ends everything that a test has started and removes what it has written. */
export async function stopAll(): Promise<void> {
  for (const host of started.splice(0)) {
    host.client.close();
    host.process.kill("SIGKILL");
    await host.ended;
  }
  for (const server of servers.splice(0)) server.forceShutdown();
  for (const directory of directories.splice(0)) fs.rmSync(directory, { recursive: true, force: true });
}

/** Makes a directory with these files; directories in their names are made too. */
export function writeFiles(files: Record<string, string | object>): string {
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "language-host-")));
  directories.push(directory);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(directory, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  }
  return directory;
}

/** A program's directory that uses this repository's npm packages. */
export function writeProgram(files: Record<string, string | object>): string {
  const directory = writeFiles(files);
  fs.symlinkSync(path.join(repositoryRoot, "node_modules"), path.join(directory, "node_modules"));
  return directory;
}

export function programInfo(directory: string, options: Record<string, string | boolean | number> = {}): ProgramInfo {
  return new ProgramInfo()
    .setRootDirectory(directory)
    .setProgramDirectory(directory)
    .setEntryPoint(".")
    .setOptions(Struct.fromJavaScript(options));
}

/** What a program said to the engine. */
export interface FakeEngine {
  address: string;
  /** Messages of `log.*`. */
  logs: string[];
  /** Outputs of the stack. */
  outputs: Record<string, unknown>;
  debugging: Record<string, unknown>[];
}

/** An engine and resource monitor that accept every resource. */
export async function startEngine(): Promise<FakeEngine> {
  const seen: FakeEngine = { address: "", logs: [], outputs: {}, debugging: [] };
  const server = new Server();
  type Unary<Q, A> = (call: { request: Q }, callback: (error: null, answer: A) => void) => void;
  const answer =
    <Q, A>(respond: (request: Q) => A): Unary<Q, A> =>
    (call, callback) =>
      callback(null, respond(call.request));
  server.addService(ResourceMonitorService, {
    supportsFeature: answer(() => new resource.SupportsFeatureResponse().setHassupport(false)),
    registerResource: answer((request: resource.RegisterResourceRequest) =>
      new resource.RegisterResourceResponse()
        .setUrn(`urn:pulumi:s::p::${request.getType()}::${request.getName()}`)
        .setObject(request.getObject()),
    ),
    registerResourceOutputs: answer((request: resource.RegisterResourceOutputsRequest) => {
      seen.outputs = request.getOutputs()!.toJavaScript();
      return new Empty();
    }),
    signalAndWaitForShutdown: answer(() => new Empty()),
  });
  server.addService(EngineService, {
    log: answer((request: engine.LogRequest) => {
      seen.logs.push(request.getMessage());
      return new Empty();
    }),
    startDebugging: answer((request: engine.StartDebuggingRequest) => {
      seen.debugging.push(request.getConfig()!.toJavaScript());
      return new Empty();
    }),
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  servers.push(server);
  seen.address = `127.0.0.1:${port}`;
  return seen;
}

/** Waits until a condition holds, looking again whenever the event loop has turned. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`did not happen within 15 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether a process still exists (a zombie does not count). */
export function isAlive(processId: number): boolean {
  try {
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${processId}/status`, "utf8"));
  } catch {
    return false;
  }
}
