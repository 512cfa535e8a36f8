import { fstatSync } from "node:fs";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { EngineLog } from "./engine-log";
import { CancelledError } from "./errors";
import type { Provider } from "./provider";
import { createService } from "./service";

/** As large as the engine's own limit: a chart or a file in an input may be many megabytes. */
const MAXIMUM_MESSAGE_BYTES = 400 * 1024 * 1024;

/** A plugin that accepts calls. */
export interface RunningPlugin {
  /** The loopback port of the gRPC server. */
  port: number;
  /** Cancels what runs and closes the server. */
  stop(): void;
}

/**
 * Serves a provider on a free loopback port.
 *
 * @param engineAddress `host:port` to which log lines go until the engine's handshake names another; none by default.
 * @throws Error when no port can be bound.
 */
export async function servePlugin(provider: Provider, engineAddress?: string): Promise<RunningPlugin> {
  const cancellation = new AbortController();
  const server = new Server({
    "grpc.max_receive_message_length": MAXIMUM_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAXIMUM_MESSAGE_BYTES,
  });
  server.addService(
    ResourceProviderService,
    createService(provider, { log: new EngineLog(engineAddress), cancellation }),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    stop() {
      cancellation.abort(new CancelledError());
      server.forceShutdown();
    },
  };
}

/**
 * Runs a provider as the engine expects of a plugin process: prints the port as the first line, and ends at once when the
 * engine asks (SIGINT, SIGTERM) or is gone (the pipe at standard input closes).
 *
 * @param createProvider Makes the provider.
 * @param args The process arguments; the last one that is not a flag is the engine's address.
 */
export async function runPlugin(
  createProvider: () => Provider,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  const engineAddress = args.filter((argument) => !argument.startsWith("-")).at(-1);
  const plugin = await servePlugin(createProvider(), engineAddress);
  const exit = () => {
    plugin.stop();
    process.exit(0);
  };
  process.once("SIGINT", exit);
  process.once("SIGTERM", exit);
  const input = fstatSync(0);
  if (input.isFIFO() || input.isSocket()) {
    process.stdin.on("end", exit).on("error", exit).resume();
  }
  process.stdout.write(`${plugin.port}\n`);
}
