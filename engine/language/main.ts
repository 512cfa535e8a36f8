import * as fs from "node:fs";
import { parseArgs } from "node:util";
import { Server } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { version } from "@pulumi/pulumi/version";
import { Children } from "./children";
import { LanguageHost } from "./host";
import { listen, unlimitedMessages } from "./server";

/**
 * `pulumi-language-nodejs [--version] [ENGINE_ADDRESS]`: serves the language host until the engine closes it.
 *
 * The host's port is the first line on standard output. It ends with every child when the engine interrupts it, hangs up
 * (its standard input closes) or dies, so that no command waits for it and nothing is left behind.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    // The engine also passes the flags of its own logging and tracing, which Node.js programs have no use for.
    strict: false,
    options: { version: { type: "boolean" }, tracing: { type: "string" } },
  });
  if (values.version) {
    process.stdout.write(`${version}\n`);
    return;
  }

  const children = new Children();
  let ending = false;
  const end = (signal: NodeJS.Signals): void => {
    if (ending) return;
    ending = true;
    void children.stopAll(signal).then(() => process.exit(0));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end(signal));
  endWithEngine(() => end("SIGTERM"));

  const host = new LanguageHost(positionals[0] ?? "", version, children, (stream, chunk) => {
    process[stream].write(chunk);
  });
  const server = new Server(unlimitedMessages);
  server.addService(LanguageRuntimeService, host.service);
  process.stdout.write(`${await listen(server)}\n`);
}

/**
 * Notices the engine's death: it holds the other end of the pipe (or socket) that is the standard input, and never writes to it. Any other
 * standard input (a terminal, /dev/null) says nothing about the engine.
 */
function endWithEngine(end: () => void): void {
  const input = fs.fstatSync(0);
  if (!input.isFIFO() && !input.isSocket()) return;
  process.stdin.on("end", end).on("error", end).resume();
}

main().catch((error: unknown) => {
  process.stderr.write(`pulumi-language-nodejs: ${(error as Error).message}\n`);
  process.exit(1);
});
