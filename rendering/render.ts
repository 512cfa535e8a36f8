import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { MockCallArgs, MockResourceArgs, MockResourceResult } from "@pulumi/pulumi/runtime";

/** A resource as a program asked for it. */
export interface Rendered {
  readonly type: string;
  readonly name: string;
  /** What the program gave; a secret value is {@link SECRET_MARK} and the value. */
  readonly inputs: Record<string, unknown>;
  readonly custom: boolean;
  /** Name of the parent; undefined for the stack itself. */
  readonly parent?: string;
  /** Name of the explicit provider, if any. */
  readonly provider?: string;
  /** Names of what it depends on. */
  readonly dependencies: readonly string[];
  readonly deletedWith?: string;
  readonly additionalSecretOutputs: readonly string[];
  /** Names that it had before; undefined when there are none. */
  readonly aliases?: readonly string[];
  /** Whether it is kept when the program no longer has it; undefined when not. */
  readonly retained?: true;
  /** Whether it cannot be deleted; undefined when it can. */
  readonly protect?: true;
  /** Paths whose changes are left alone; undefined when there are none. */
  readonly ignoreChanges?: readonly string[];
  /** Names of what each property depends on, where there is anything; only of a preview. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  readonly timeouts: { readonly create: string; readonly update: string; readonly delete: string };
}

/** All that a program asked for, and what it returned. */
export interface Rendering {
  readonly resources: readonly Rendered[];
  readonly outputs: Record<string, unknown>;
  /** What the components registered as their outputs, by name of the component. */
  readonly componentOutputs: Readonly<Record<string, Record<string, unknown>>>;
  /** What it warned of. */
  readonly warnings: readonly string[];
  /** The images whose registries were asked, in order. */
  readonly asked: readonly string[];
}

/** Key under which a rendering shows the value of a secret. */
export const SECRET_MARK = "[secret]";

const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";

/** The port of the nodes that stands for the one which the cluster chooses. */
export const CHOSEN_NODE_PORT = 31234;

/** The name that stands for the address which a target gives a load balancer. */
export const GIVEN_LOAD_BALANCER = "load-balancer.invalid";

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getCustom(): boolean;
  getDependenciesList(): string[];
  getDeletedwith(): string;
  getPropertydependenciesMap(): { entries(): Iterable<[string, { getUrnsList(): string[] }]> };
  getAdditionalsecretoutputsList(): string[];
  getAliasurnsList(): string[];
  getIgnorechangesList(): string[];
  getAliasesList(): { getUrn(): string; getSpec(): { getName(): string } | undefined }[];
  getRetainondelete(): boolean;
  getProtect(): boolean;
  getCustomtimeouts(): { getCreate(): string; getUpdate(): string; getDelete(): string } | undefined;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
}

type Handler<Message> = (request: Message, callback: (error: unknown, response: unknown) => void) => unknown;

/** How a program is rendered. */
export interface RenderOptions {
  /** Name of the stack. @default dev */
  readonly stack?: string;
  /** Whether it is a preview of a stack that is not deployed: what only an update finds out is unknown. @default false */
  readonly preview?: boolean;
  /** Outputs that the stack has of its last update. @default none */
  readonly lastOutputs?: Readonly<Record<string, unknown>>;
  /** Is asked before a plugin's function is answered, and may throw as the plugin would. @default answers always */
  readonly refuse?: (call: MockCallArgs) => void;
}

/**
 * Runs a program with mocks in place of the engine, and waits until everything it asked for has been asked for. The one
 * place in which mocks are set.
 *
 * @param program the program, as the engine would run it.
 */
export async function render(program: () => unknown, options: RenderOptions = {}): Promise<Rendering> {
  const resources: Rendered[] = [];
  const componentOutputs: Record<string, Record<string, unknown>> = {};
  const warnings: string[] = [];
  const asked: string[] = [];
  await pulumi.runtime.setMocks(
    {
      call: (call) => {
        if (call.token === REGISTRY_IMAGE) asked.push(String((call.inputs as Record<string, unknown>)["name"]));
        options.refuse?.(call);
        return answer(call);
      },
      newResource: (request) => create(request, options),
    },
    "platform-deployment",
    options.stack ?? "dev",
    options.preview ?? false,
    "organization",
  );
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource: Handler<Request>;
    registerResourceOutputs: Handler<{ getUrn(): string; getOutputs(): { toJavaScript(): Record<string, unknown> } }>;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    if (request.getType() !== "pulumi:pulumi:Stack") {
      const dependencies = options.preview ? propertyDependencies(request) : undefined;
      resources.push({ ...rendered(request), ...(dependencies && { propertyDependencies: dependencies }) });
    }
    return register(request, callback);
  };
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request, callback) => {
    componentOutputs[nameOf(request.getUrn())] = plain(request.getOutputs().toJavaScript()) as Record<string, unknown>;
    return registerOutputs(request, callback);
  };
  const resolved = await failing(() =>
    warning(warnings, async () => {
      const outputs: unknown = await pulumi.runtime.runInPulumiStack(() => Promise.resolve(program()));
      await pulumi.runtime.disconnect();
      return settled(options.preview ? await known(outputs) : outputs);
    }),
  );
  resources.sort((a, b) => compare(a.type, b.type) || compare(a.name, b.name));
  return { resources, outputs: resolved as Record<string, unknown>, componentOutputs, warnings, asked };
}

/** The function that asks a registry for an image. */
const REGISTRY_IMAGE = "docker:index/getRegistryImage:getRegistryImage";

/** The digest that every tag of a registry stands for. */
export const REGISTRY_DIGEST = `sha256:${"b".repeat(64)}`;

/** Answers as the functions of plugins do. */
function answer({ token, inputs }: MockCallArgs): Record<string, unknown> {
  const given = inputs as Record<string, unknown>;
  if (token !== REGISTRY_IMAGE) return given;
  return { ...given, sha256Digest: REGISTRY_DIGEST };
}

/** Does the work and collects what it warns of: without an engine, the SDK warns on the console. */
async function warning<Value>(warnings: string[], work: () => Promise<Value>): Promise<Value> {
  const { warn } = console;
  console.warn = (message: string) => warnings.push(message.replace(/^warning: \[runtime\] /, ""));
  try {
    return await work();
  } finally {
    console.warn = warn;
  }
}

/** Does the work, and fails with what no promise of it reports: the SDK throws the faults of Outputs at the process. */
async function failing<Value>(work: () => Promise<Value>): Promise<Value> {
  const event = "unhandledRejection";
  const others = process.listeners(event);
  const faults: unknown[] = [];
  const collect = (fault: unknown) => void faults.push(fault);
  process.removeAllListeners(event).on(event, collect);
  try {
    const value = await work();
    // Rejections are reported at the end of the turn in which nobody took them.
    await setImmediate();
    if (faults.length > 0) throw faults[0];
    return value;
  } finally {
    // Where the program failed at once, the other promises of the same fault come after it.
    await setImmediate();
    process.off(event, collect);
    for (const other of others) process.on(event, other);
  }
}

function create(
  { type, name, inputs, id }: MockResourceArgs,
  { lastOutputs = {}, preview = false }: RenderOptions,
): MockResourceResult {
  const state = structuredClone(inputs) as Record<string, unknown>;
  const isRead = type === "pulumi:pulumi:StackReference";
  if (isRead) Object.assign(state, { outputs: lastOutputs, secretOutputNames: [] });
  // An id, too, is known only when something has been made.
  if (preview && !isRead) return { id: undefined, state };
  return { id: id || `${name}-id`, state: madeOf(type, name, state) };
}

/** What an update finds out: the outputs of a new resource with these inputs. */
function madeOf(type: string, name: string, state: Record<string, unknown>): Record<string, unknown> {
  switch (type) {
    case "random:index/randomPassword:RandomPassword":
      Object.assign(state, { result: `generated-for-${name}` });
      break;
    case "random:index/randomId:RandomId":
      Object.assign(state, { hex: "00c0ffee" });
      break;
    case "docker:index/image:Image": {
      const image = String(state["imageName"]);
      Object.assign(state, { repoDigest: `${image.slice(0, image.lastIndexOf(":"))}@sha256:${"d".repeat(64)}` });
      break;
    }
    case "kubernetes:core/v1:Service": {
      const spec = state["spec"] as { type?: string; ports: { nodePort?: number }[] };
      if (spec.type === "LoadBalancer") {
        Object.assign(state, { status: { loadBalancer: { ingress: [{ hostname: GIVEN_LOAD_BALANCER }] } } });
      }
      if (spec.type === "NodePort") for (const port of spec.ports) port.nodePort ??= CHOSEN_NODE_PORT;
      break;
    }
  }
  return state;
}

function propertyDependencies(request: Request): Record<string, string[]> {
  return Object.fromEntries(
    [...request.getPropertydependenciesMap().entries()]
      .filter(([, urns]) => urns.getUrnsList().length > 0)
      .map(([property, urns]) => [property, urns.getUrnsList().map(nameOf).toSorted()]),
  );
}

function rendered(request: Request): Rendered {
  const timeouts = request.getCustomtimeouts();
  // The packages of the providers give aliases too, of types alone.
  const aliases = [
    ...request.getAliasurnsList().map(nameOf),
    ...request.getAliasesList().map((alias) => alias.getUrn() || alias.getSpec()?.getName()),
  ].filter((alias): alias is string => Boolean(alias));
  const ignoreChanges = request.getIgnorechangesList();
  return {
    type: request.getType(),
    name: request.getName(),
    inputs: plain(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
    custom: request.getCustom(),
    parent: request.getParent() ? nameOf(request.getParent()) : undefined,
    // A provider's reference is its URN and its id.
    provider: request.getProvider() ? nameOf(request.getProvider().replace(/::[^:]*$/, "")) : undefined,
    dependencies: request.getDependenciesList().map(nameOf).toSorted(),
    deletedWith: request.getDeletedwith() ? nameOf(request.getDeletedwith()) : undefined,
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    ...(aliases.length > 0 ? { aliases } : {}),
    ...(ignoreChanges.length > 0 ? { ignoreChanges } : {}),
    ...(request.getRetainondelete() ? { retained: true } : {}),
    ...(request.getProtect() ? { protect: true } : {}),
    timeouts: {
      create: timeouts?.getCreate() ?? "",
      update: timeouts?.getUpdate() ?? "",
      delete: timeouts?.getDelete() ?? "",
    },
  };
}

/** The value with secrets marked and without what only the wire needs. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  if (SECRET_SIGNATURE in record && "value" in record) return { [SECRET_MARK]: plain(record["value"]) };
  return Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, plain(inner)]));
}

/** Outputs of a stack without those of which something is not known yet, which would be waited for in vain. */
async function known(outputs: unknown): Promise<unknown> {
  if (typeof outputs !== "object" || outputs === null || pulumi.Output.isInstance(outputs)) return outputs;
  const all = await Promise.all(
    Object.entries(outputs).map(async ([name, value]: [string, unknown]) => {
      const { isKnown } = pulumi.output(value) as unknown as { readonly isKnown: Promise<boolean> };
      return (await isKnown) ? [[name, value]] : [];
    }),
  );
  return Object.fromEntries(all.flat() as [string, unknown][]);
}

/** The value with every Output in it awaited. */
async function settled(value: unknown): Promise<unknown> {
  return new Promise((resolve) => {
    pulumi.output(value as object).apply(resolve);
  });
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
