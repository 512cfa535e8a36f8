import * as net from "node:net";
import { credentials } from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { StartDebuggingRequest } from "@pulumi/pulumi/proto/engine_pb";

/** The port on which a debugger looks for Node.js by itself. */
const usualPort = 9229;

/** A debugger that a process about to start will wait for. */
export interface Debugging {
  /** Arguments for Node.js. */
  arguments: string[];
  /**
   * Tells the user, through the engine, that the process waits for a debugger and how to attach one.
   *
   * @param engineAddress host:port of the engine
   * @throws the gRPC error when the engine cannot be told
   */
  announce(engineAddress: string, processId: number, name: string): Promise<void>;
}

/** Prepares what `--attach-debugger` wants: a process that waits at its first line. Takes the next free port from 9229. */
export async function prepareDebugging(): Promise<Debugging> {
  const port = await freePort(usualPort);
  return {
    // The usual "Debugger listening on" would appear as an error of the program; `http` keeps it quiet.
    arguments: [`--inspect-brk=127.0.0.1:${port}`, "--inspect-publish-uid=http"],
    announce: (engineAddress, processId, name) => {
      const client = new EngineClient(engineAddress, credentials.createInsecure());
      const request = new StartDebuggingRequest().setMessage(`on process id ${processId} and port ${port}`).setConfig(
        Struct.fromJavaScript({
          name,
          type: "node",
          request: "attach",
          processId,
          port,
          continueOnAttach: true,
          skipFiles: ["<node_internals>/**"],
        }),
      );
      return new Promise<void>((resolve, reject) =>
        client.startDebugging(request, (error) => (error ? reject(error) : resolve())),
      ).finally(() => client.close());
    },
  };
}

async function freePort(first: number): Promise<number> {
  for (let port = first; port < first + 100; port++) {
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${first} to ${first + 99} is free for the debugger: end the processes that hold them`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
