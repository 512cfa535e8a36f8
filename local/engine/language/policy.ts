import {
  Client,
  credentials,
  Server,
  status,
  type MethodDefinition,
  type sendUnaryData,
  type ServerWritableStream,
  type ServiceDefinition,
  type ServiceError,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import type { Ending } from "./children";
import { asStatus } from "./errors";
import type { Output } from "./host";
import type { PackMemory } from "./pack-memory";
import { Reception } from "./reception";
import { unlimitedMessages } from "./server";

/** Starts the policy pack with more arguments of Node.js and more environment variables; resolves when it has ended. */
export type StartPack = (output: Output, nodeArguments: string[], environment: NodeJS.ProcessEnv) => Promise<Ending>;

/** A method whose messages pass through as bytes. */
type RawMethod = MethodDefinition<Buffer, Buffer>;

const pass = (bytes: Buffer): Buffer => bytes;

/** The calls in which a pack tells what it is; the engine makes them before the program starts. */
const ABOUT_ITSELF: readonly string[] = ["getPluginInfo", "getAnalyzerInfo"];

/** The calls for which a pack has to be whole. */
const JUDGING = new Set(["analyze", "analyzeStack", "remediate"]);

/** The message without fields. */
const NOTHING = Buffer.alloc(0);

/**
 * Runs a policy pack so that it knows the stack it judges.
 *
 * The engine configures a pack after it has connected to it; `@pulumi/pulumi` takes stack, project and configuration
 * from the environment the process starts with. So the engine is given a port of this host at once; what it says there
 * becomes the pack's environment; and the pack takes the port over. One that listens on another port than it was given has its
 * calls passed through, as bytes.
 *
 * The engine starts the program only after the pack has said which rules it has. Where that is known from the last run, the engine is
 * told at once, and the pack loads while the program starts. It is asked all the same, before it judges anything.
 *
 * @param call the engine's call, whose end is the pack's end
 * @param output where the pack's output goes, its first line (its port) excepted
 * @param remember finds what the pack said of itself for a stack
 * @returns how the pack ended; code 0 when the engine hung up before the pack was needed
 */
export async function servePolicyPack(
  call: ServerWritableStream<unknown, unknown>,
  output: Output,
  start: StartPack,
  remember: (stack: readonly string[]) => PackMemory,
): Promise<Ending> {
  const server = new Server(unlimitedMessages);
  const reception = new Reception(server);
  const proxy = new PolicyProxy(output, start, remember, reception);
  server.addService(rawAnalyzer, proxy.service);
  try {
    await output("stdout", `${await reception.listen()}\n`);
    return await Promise.race([
      proxy.ended,
      new Promise<Ending>((resolve) => call.once("cancelled", () => resolve({ code: 0 }))),
    ]);
  } finally {
    reception.close();
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

/** A pack that runs. */
interface Pack {
  client: Client;
  /** Whether it has the port that the engine knows. */
  hasPort: boolean;
}

class PolicyProxy {
  private pack?: Promise<Pack>;
  private client?: Client;
  private memory?: PackMemory;
  /** What the engine is told that the pack says of itself, before the pack can say so. */
  private remembered?: ReadonlyMap<string, Buffer>;
  /** All that the pack still has to be told, or has to confirm, before it may judge. */
  private prepared: Promise<unknown> = Promise.resolve();
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
    private readonly remember: (stack: readonly string[]) => PackMemory,
    private readonly reception: Reception,
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
    const ask = () => this.ask(method, request);
    // The empty message is the answer to both: to the handshake, and to ending a pack that never had to start.
    if (name === "handshake" || (name === "cancel" && !this.pack)) return NOTHING;
    if (name === "configureStack") {
      this.know(request);
      return this.remembered ? this.early(NOTHING, () => ask().catch(unlessUnimplemented)) : ask();
    }
    const remembered = this.remembered?.get(name);
    if (remembered) return this.early(remembered, async () => this.compare(name, remembered, await ask()));
    if (name === "configure" && this.remembered) return this.early(NOTHING, ask);
    const isJudging = JUDGING.has(name);
    if (isJudging) await this.prepared;
    const answer = await ask();
    if (ABOUT_ITSELF.includes(name)) this.memory?.keep(name, answer);
    // Not before: the engine has the pack itself answer from then on.
    if (isJudging && (await this.pack)?.hasPort) this.reception.takeLeave();
    return answer;
  }

  /** Learns which stack the pack is to judge, and starts it. */
  private know(request: Buffer): void {
    const stack = AnalyzerStackConfigureRequest.deserializeBinary(request);
    this.memory = this.remember([stack.getOrganization(), stack.getProject(), stack.getStack()]);
    this.remembered = this.memory.recall(ABOUT_ITSELF);
    // Whoever asks the pack gets its error.
    this.started(stackEnvironment(stack)).catch(() => undefined);
  }

  /** Answers now what is asked of the pack when it runs. */
  private early(answer: Buffer, ask: () => Promise<unknown>): Buffer {
    this.prepared = this.prepared.then(ask);
    // Whoever waits for it gets its error.
    this.prepared.catch(() => undefined);
    return answer;
  }

  private compare(call: string, remembered: Buffer, answer: Buffer): void {
    if (remembered.equals(answer)) return;
    this.memory?.giveUp(call);
    throw new Error(
      "The policy pack says something else of its rules than in the last run, although none of its files has changed, and the engine " +
        "goes by the last run. Nothing was judged. Run the command again: it waits for what this pack says from now on.",
    );
  }

  private async ask(method: RawMethod, request: Buffer): Promise<Buffer> {
    const { client } = await this.started({});
    return new Promise<Buffer>((resolve, reject) =>
      client.makeUnaryRequest(method.path, pass, pass, request, (error, message) =>
        error ? reject(error) : resolve(message!),
      ),
    );
  }

  /** The pack, started with this environment if it does not run yet. */
  private started(environment: NodeJS.ProcessEnv): Promise<Pack> {
    this.pack ??= this.startPack(environment).then((port) => {
      // First, or this process might be its own client.
      const hasPort = this.reception.leaveTo(port);
      this.client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), unlimitedMessages);
      return { client: this.client, hasPort };
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
      const { nodeArguments, environment: takeover } = this.reception.takeover;
      this.start(output, nodeArguments, { ...environment, ...takeover }).then(
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

/** Packs need not know their stack; the engine takes no for an answer, too. */
function unlessUnimplemented(error: ServiceError): void {
  if (error.code !== status.UNIMPLEMENTED) throw error;
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
