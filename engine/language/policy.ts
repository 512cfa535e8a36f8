import {
  Client,
  credentials,
  Server,
  type MethodDefinition,
  type sendUnaryData,
  type ServerWritableStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import type { Ending } from "./children";
import { asStatus } from "./errors";
import type { Output } from "./host";
import { listen, unlimitedMessages } from "./server";

/** Starts the policy pack with more environment variables; resolves when it has ended. */
export type StartPack = (output: Output, environment: NodeJS.ProcessEnv) => Promise<Ending>;

/** A method whose messages pass through as bytes. */
type RawMethod = MethodDefinition<Buffer, Buffer>;

const pass = (bytes: Buffer): Buffer => bytes;

/** The message without fields. */
const NOTHING = Buffer.alloc(0);

/**
 * Runs a policy pack so that it knows the stack it judges.
 *
 * The engine configures a pack after it has connected to it; `@pulumi/pulumi` takes stack, project and configuration
 * from the environment the process starts with. So the engine is given a port of this host at once; what it says there
 * becomes the pack's environment; and every call is passed through to the pack, as bytes.
 *
 * @param call the engine's call, whose end is the pack's end
 * @param output where the pack's output goes, its first line (its port) excepted
 * @returns how the pack ended; code 0 when the engine hung up before the pack was needed
 */
export async function servePolicyPack(
  call: ServerWritableStream<unknown, unknown>,
  output: Output,
  start: StartPack,
): Promise<Ending> {
  const proxy = new PolicyProxy(output, start);
  const server = new Server(unlimitedMessages);
  server.addService(rawAnalyzer, proxy.service);
  try {
    await output("stdout", `${await listen(server)}\n`);
    return await Promise.race([
      proxy.ended,
      new Promise<Ending>((resolve) => call.once("cancelled", () => resolve({ code: 0 }))),
    ]);
  } finally {
    server.forceShutdown();
    proxy.close();
  }
}

/** The Analyzer service with untouched messages. */
const rawAnalyzer: ServiceDefinition = Object.fromEntries(
  Object.entries(AnalyzerService as unknown as Record<string, RawMethod>).map(([name, method]) => [
    name,
    {
      ...method,
      requestSerialize: pass,
      requestDeserialize: pass,
      responseSerialize: pass,
      responseDeserialize: pass,
    },
  ]),
);

class PolicyProxy {
  private pack?: Promise<Client>;
  private client?: Client;
  private resolveEnded!: (ending: Ending) => void;
  private rejectEnded!: (error: Error) => void;

  /** How the pack ended, once it was started. */
  readonly ended = new Promise<Ending>((resolve, reject) => {
    this.resolveEnded = resolve;
    this.rejectEnded = reject;
  });

  constructor(
    private readonly output: Output,
    private readonly start: StartPack,
  ) {}

  get service(): UntypedServiceImplementation {
    const handlers: UntypedServiceImplementation = {};
    for (const [name, method] of Object.entries(rawAnalyzer)) {
      handlers[name] = (call: { request: Buffer }, callback: sendUnaryData<Buffer>) => {
        this.answer(name, method as RawMethod, call.request).then(
          (answer) => callback(null, answer),
          (error: unknown) => callback(asStatus(error)),
        );
      };
    }
    return handlers;
  }

  close(): void {
    this.client?.close();
  }

  private async answer(name: string, method: RawMethod, request: Buffer): Promise<Buffer> {
    // The empty message is the answer to both: to the handshake, and to ending a pack that never had to start.
    if (name === "handshake" || (name === "cancel" && !this.pack)) return NOTHING;
    const environment =
      name === "configureStack" ? stackEnvironment(AnalyzerStackConfigureRequest.deserializeBinary(request)) : {};
    const client = await this.started(environment);
    return new Promise<Buffer>((resolve, reject) =>
      client.makeUnaryRequest(method.path, pass, pass, request, (error, message) =>
        error ? reject(error) : resolve(message!),
      ),
    );
  }

  /** The pack, started with this environment if it does not run yet. */
  private started(environment: NodeJS.ProcessEnv): Promise<Client> {
    this.pack ??= this.startPack(environment).then((port) => {
      this.client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), unlimitedMessages);
      return this.client;
    });
    return this.pack;
  }

  private startPack(environment: NodeJS.ProcessEnv): Promise<number> {
    return new Promise((resolve, reject) => {
      let firstLine: string | undefined = "";
      const output: Output = (stream, chunk) => {
        if (stream === "stderr" || firstLine === undefined) return this.output(stream, chunk);
        const [line, ...rest] = (firstLine + chunk.toString()).split("\n");
        if (rest.length === 0) {
          firstLine = line;
          return;
        }
        firstLine = undefined;
        resolve(Number(line));
        const more = rest.join("\n");
        if (more) return this.output("stdout", more);
      };
      this.start(output, environment).then(
        (ending) => {
          reject(
            new Error(`the policy pack ended with exit code ${ending.code} before it was ready; its output says why`),
          );
          this.resolveEnded(ending);
        },
        (error: Error) => {
          reject(error);
          this.rejectEnded(error);
        },
      );
    });
  }
}

function stackEnvironment(stack: AnalyzerStackConfigureRequest): NodeJS.ProcessEnv {
  return {
    PULUMI_NODEJS_ORGANIZATION: stack.getOrganization(),
    PULUMI_NODEJS_PROJECT: stack.getProject(),
    PULUMI_NODEJS_STACK: stack.getStack(),
    PULUMI_NODEJS_DRY_RUN: String(stack.getDryRun()),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(stack.getConfigMap().toObject(false))),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(stack.getConfigSecretKeysList()),
  };
}
