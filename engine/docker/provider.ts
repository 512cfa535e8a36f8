import {
  CancelledError,
  PluginError,
  status,
  withoutSecrets,
  type Call,
  type CheckRequest,
  type CheckResult,
  type ConfigureRequest,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  type DiffResult,
  type PropertyMap,
  type Provider,
  type ReadRequest,
  type UpdateRequest,
} from "../plugin";
import { Credentials, type RegistryAuth } from "./credentials";
import { resolveDaemon } from "./daemon/address";
import { DaemonUnreachableError, DockerDaemon } from "./daemon/client";
import { functions } from "./functions";
import { RegistryError } from "./registry";
import type { Handler, HandlerContext, ReadState } from "./resources/handler";
import { image } from "./resources/image";
import { registryImage } from "./resources/registry-image";
import { remoteImage } from "./resources/remote-image";
import { tag } from "./resources/tag";

const handlers: Record<string, Handler> = {
  "docker:index/image:Image": image,
  "docker:index/registryImage:RegistryImage": registryImage,
  "docker:index/remoteImage:RemoteImage": remoteImage,
  "docker:index/tag:Tag": tag,
};

/** Seconds that a build, push or pull may take when the program does not say: it must end some time. */
const defaultTimeout = 30 * 60;

/** Milliseconds between two passing lines of output; the display shows only the newest anyway. */
const outputInterval = 100;

/** The docker provider: builds, pushes, pulls and tags images with a Docker daemon. */
export class DockerProvider implements Provider {
  readonly schema: string;
  private configuration: PropertyMap = {};
  private daemonClient?: DockerDaemon;

  /** @param version of the SDK that the plugin answers for */
  constructor(readonly version: string) {
    this.schema = JSON.stringify({ name: "docker", version });
  }

  configure(request: ConfigureRequest): Promise<void> {
    this.configuration = withoutSecrets(request.inputs);
    this.daemonClient = undefined;
    return Promise.resolve();
  }

  check(request: CheckRequest): Promise<CheckResult> {
    return handlerOf(request.type).check(request);
  }

  diff(request: DiffRequest): Promise<DiffResult> {
    return Promise.resolve(handlerOf(request.type).diff(request));
  }

  create(request: CreateRequest, call: Call): Promise<{ id: string; outputs: PropertyMap }> {
    return this.run(request.timeout, call, (context) => handlerOf(request.type).create(request, context));
  }

  read(request: ReadRequest, call: Call): Promise<ReadState | undefined> {
    return this.run(request.timeout, call, (context) => handlerOf(request.type).read(request, context));
  }

  update(request: UpdateRequest, call: Call): Promise<{ outputs: PropertyMap }> {
    return this.run(request.timeout, call, (context) => handlerOf(request.type).update(request, context));
  }

  delete(request: DeleteRequest, call: Call): Promise<void> {
    return this.run(request.timeout, call, (context) => handlerOf(request.type).delete(request, context));
  }

  async invoke(request: { token: string; args: PropertyMap }, call: Call): Promise<{ result: PropertyMap }> {
    const call_ = functions[request.token];
    if (!call_) {
      throw new PluginError(
        `This docker plugin has no function ${request.token}. It has: ${Object.keys(functions).join(", ")}.`,
        status.UNIMPLEMENTED,
      );
    }
    return { result: await this.run(0, call, (context) => call_(request.args, context)) };
  }

  /** Gives work what it needs, ends it when the engine cancels or its time is over, and sorts out what certainly changed nothing. */
  private async run<T>(timeout: number, call: Call, work: (context: HandlerContext) => Promise<T>): Promise<T> {
    const seconds = timeout > 0 ? timeout : defaultTimeout;
    const limit = AbortSignal.timeout(seconds * 1000);
    const signal = AbortSignal.any([call.signal, limit]);
    try {
      return await work({
        daemon: this.daemon(),
        credentials: new Credentials(registryAuthOf(this.configuration)),
        signal,
        report: reporter(call),
        log: (severity, message) => call.log(severity, message),
      });
    } catch (error) {
      if (call.signal.aborted) throw new CancelledError();
      if (limit.aborted) {
        throw new Error(`Not done after ${seconds} s. Allow more with customTimeouts, or find out what it waits for.`, {
          cause: error,
        });
      }
      if (error instanceof DaemonUnreachableError || error instanceof RegistryError)
        throw new PluginError(error.message);
      throw error;
    }
  }

  private daemon(): DockerDaemon {
    const { configuration } = this;
    const text = (name: string): string | undefined => configuration[name] as string | undefined;
    this.daemonClient ??= new DockerDaemon(
      resolveDaemon({
        host: text("host"),
        context: text("context"),
        certPath: text("certPath"),
        caMaterial: text("caMaterial"),
        certMaterial: text("certMaterial"),
        keyMaterial: text("keyMaterial"),
        sshOptions: parsed<string[]>(configuration.sshOpts, "sshOpts"),
      }),
    );
    return this.daemonClient;
  }
}

/** Passes progress on to the display: every important line, and of the others no more than it can show. */
function reporter(call: Call): HandlerContext["report"] {
  let last = 0;
  return (line, important) => {
    const now = Date.now();
    if (!important && now - last < outputInterval) return;
    last = now;
    call.status(line);
  };
}

function handlerOf(type: string): Handler {
  const handler = handlers[type];
  if (handler) return handler;
  throw new PluginError(
    `This docker plugin has no resource ${type}. It has: ${Object.keys(handlers).join(", ")}. The official plugin has the others.`,
    status.UNIMPLEMENTED,
  );
}

function registryAuthOf(configuration: PropertyMap): RegistryAuth[] {
  return parsed<RegistryAuth[]>(configuration.registryAuth, "registryAuth") ?? [];
}

/** The SDK passes lists as JSON text. */
function parsed<T>(value: unknown, name: string): T | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") return value as T;
  try {
    return JSON.parse(value) as T;
  } catch {
    // The parser's message would quote the text, which may hold a password.
    throw new PluginError(`The docker provider's ${name} is not valid JSON.`, status.INVALID_ARGUMENT);
  }
}
