import { credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { servePlugin, type Provider } from "../../engine/plugin";
import { decodeProperties, encodeProperties } from "../../engine/plugin/codec";
import type { PropertyMap } from "../../engine/plugin/values";

/** Names a resource in a test by its type token and logical name. */
export interface ResourceName {
  type: string;
  name: string;
}

/** What an initialisation failure carries. */
export interface InitFailure {
  id: string;
  outputs: PropertyMap;
  reasons: string[];
}

/** A failed call: the gRPC code and message, and the details when the resource exists but is not working. */
export class CallError extends Error {
  readonly code: number;
  readonly initFailure?: InitFailure;

  constructor(error: ServiceError) {
    super(error.details);
    this.code = error.code;
    const trailer = error.metadata.get("grpc-status-details-bin")[0];
    if (trailer !== undefined) {
      const [any] = Status.deserializeBinary(new Uint8Array(trailer as Buffer)).getDetailsList();
      const detail = proto.ErrorResourceInitFailed.deserializeBinary(any!.getValue_asU8());
      this.initFailure = {
        id: detail.getId(),
        outputs: decodeProperties(detail.getProperties()),
        reasons: detail.getReasonsList(),
      };
    }
  }
}

/** A log line as the engine got it. */
export interface LogLine {
  urn: string;
  severity: number;
  message: string;
  ephemeral: boolean;
}

/** The engine's side of the plugin protocol: one connected plugin, its calls in plain values, and the log lines it sent. */
export class PluginClient {
  private constructor(
    readonly raw: ResourceProviderClient,
    readonly lines: LogLine[],
    private readonly shutdown: () => void,
  ) {}

  /** Serves a provider in this process and connects to it as the engine does. */
  static async serve(provider: Provider): Promise<PluginClient> {
    const plugin = await servePlugin(provider);
    return PluginClient.connect(plugin.port, () => plugin.stop());
  }

  /** Connects to a plugin that listens on a loopback port. */
  static async connect(port: number, stop: () => void): Promise<PluginClient> {
    const lines: LogLine[] = [];
    const engine = new Server();
    engine.addService(EngineService, {
      log: ({ request }: { request: LogRequest }, respond: (error: null, response: Empty) => void) => {
        lines.push({
          urn: request.getUrn(),
          severity: request.getSeverity(),
          message: request.getMessage(),
          ephemeral: request.getEphemeral(),
        });
        respond(null, new Empty());
      },
    });
    const enginePort = await new Promise<number>((resolve, reject) => {
      engine.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    const raw = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const client = new PluginClient(raw, lines, () => {
      raw.close();
      engine.forceShutdown();
      stop();
    });
    const handshake = new proto.ProviderHandshakeRequest().setEngineAddress(`127.0.0.1:${enginePort}`);
    await client.call<proto.ProviderHandshakeResponse>((done) => raw.handshake(handshake, done));
    return client;
  }

  /** Closes the connection and stops the plugin. */
  stop(): void {
    this.shutdown();
  }

  /** Makes one raw call and turns its error into a CallError. */
  call<Response>(
    start: (done: (error: ServiceError | null, response: Response) => void) => unknown,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      start((error, response) => (error ? reject(new CallError(error)) : resolve(response)));
    });
  }

  private address<Message extends ResourceMessage>(message: Message, resource: ResourceName): Message {
    message.setUrn(`urn:pulumi:stack::project::${resource.type}::${resource.name}`);
    message.setName(resource.name);
    message.setType(resource.type);
    return message;
  }

  async checkConfig(resource: ResourceName, newInputs: PropertyMap): Promise<CheckOutcome> {
    const request = this.address(new proto.CheckRequest(), resource).setNews(encodeProperties(newInputs));
    return checkOutcome(await this.call<proto.CheckResponse>((done) => this.raw.checkConfig(request, done)));
  }

  async diffConfig(resource: ResourceName, oldInputs: PropertyMap, newInputs: PropertyMap): Promise<DiffOutcome> {
    const request = this.address(new proto.DiffRequest(), resource)
      .setId("provider")
      .setOldInputs(encodeProperties(oldInputs))
      .setOlds(encodeProperties(oldInputs))
      .setNews(encodeProperties(newInputs));
    return diffOutcome(await this.call<proto.DiffResponse>((done) => this.raw.diffConfig(request, done)));
  }

  /** @param id The id of the provider resource, when it has one already. */
  async configure(inputs: PropertyMap, id = ""): Promise<void> {
    const request = new proto.ConfigureRequest().setArgs(encodeProperties(inputs)).setId(id);
    await this.call<proto.ConfigureResponse>((done) => this.raw.configure(request, done));
  }

  async check(
    resource: ResourceName,
    newInputs: PropertyMap,
    oldInputs: PropertyMap = {},
    options: { seed?: Uint8Array; autonaming?: { mode: 0 | 1 | 2; proposedName: string } } = {},
  ): Promise<CheckOutcome> {
    const request = this.address(new proto.CheckRequest(), resource)
      .setOlds(encodeProperties(oldInputs))
      .setNews(encodeProperties(newInputs))
      .setRandomseed(options.seed ?? new Uint8Array(32).fill(7));
    if (options.autonaming) {
      const { mode, proposedName } = options.autonaming;
      request.setAutonaming(new proto.CheckRequest.AutonamingOptions().setMode(mode).setProposedName(proposedName));
    }
    return checkOutcome(await this.call<proto.CheckResponse>((done) => this.raw.check(request, done)));
  }

  async diff(
    resource: ResourceName,
    state: State,
    newInputs: PropertyMap,
    ignore: string[] = [],
  ): Promise<DiffOutcome> {
    const request = this.address(new proto.DiffRequest(), resource)
      .setId(state.id)
      .setOldInputs(encodeProperties(state.inputs))
      .setOlds(encodeProperties(state.outputs))
      .setNews(encodeProperties(newInputs))
      .setIgnorechangesList(ignore);
    return diffOutcome(await this.call<proto.DiffResponse>((done) => this.raw.diff(request, done)));
  }

  async create(
    resource: ResourceName,
    inputs: PropertyMap,
    options: { preview?: boolean; timeout?: number } = {},
  ): Promise<State> {
    const request = this.address(new proto.CreateRequest(), resource)
      .setProperties(encodeProperties(inputs))
      .setPreview(options.preview ?? false)
      .setTimeout(options.timeout ?? 0);
    const response = await this.call<proto.CreateResponse>((done) => this.raw.create(request, done));
    return { id: response.getId(), inputs, outputs: decodeProperties(response.getProperties()) };
  }

  async read(
    resource: ResourceName,
    state: { id: string; inputs?: PropertyMap; outputs?: PropertyMap },
  ): Promise<State | undefined> {
    const request = this.address(new proto.ReadRequest(), resource)
      .setId(state.id)
      .setInputs(state.inputs && encodeProperties(state.inputs))
      .setProperties(encodeProperties(state.outputs ?? {}));
    const response = await this.call<proto.ReadResponse>((done) => this.raw.read(request, done));
    if (response.getId() === "") {
      return undefined;
    }
    return {
      id: response.getId(),
      inputs: decodeProperties(response.getInputs()),
      outputs: decodeProperties(response.getProperties()),
    };
  }

  async update(
    resource: ResourceName,
    state: State,
    newInputs: PropertyMap,
    options: { preview?: boolean; timeout?: number; ignoreChanges?: string[] } = {},
  ): Promise<State> {
    const request = this.address(new proto.UpdateRequest(), resource)
      .setId(state.id)
      .setOldInputs(encodeProperties(state.inputs))
      .setOlds(encodeProperties(state.outputs))
      .setNews(encodeProperties(newInputs))
      .setPreview(options.preview ?? false)
      .setTimeout(options.timeout ?? 0)
      .setIgnorechangesList(options.ignoreChanges ?? []);
    const response = await this.call<proto.UpdateResponse>((done) => this.raw.update(request, done));
    return { id: state.id, inputs: newInputs, outputs: decodeProperties(response.getProperties()) };
  }

  async delete(resource: ResourceName, state: State, timeout = 0): Promise<void> {
    const request = this.address(new proto.DeleteRequest(), resource)
      .setId(state.id)
      .setOldInputs(encodeProperties(state.inputs))
      .setProperties(encodeProperties(state.outputs))
      .setTimeout(timeout);
    await this.call<Empty>((done) => this.raw.delete(request, done));
  }

  async invoke(token: string, args: PropertyMap): Promise<PropertyMap> {
    const request = new proto.InvokeRequest().setTok(token).setArgs(encodeProperties(args));
    const response = await this.call<proto.InvokeResponse>((done) => this.raw.invoke(request, done));
    return decodeProperties(response.getReturn());
  }

  async cancel(): Promise<void> {
    await this.call<Empty>((done) => this.raw.cancel(new Empty(), done));
  }
}

interface ResourceMessage {
  setUrn(value: string): unknown;
  setName(value: string): unknown;
  setType(value: string): unknown;
}

/** A resource as the state holds it. */
export interface State {
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
}

export interface CheckOutcome {
  inputs: PropertyMap;
  failures: { property: string; reason: string }[];
}

export interface DiffOutcome {
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
  /** Property path to kind, such as `update-replace`. */
  detailed: Record<string, string>;
}

function checkOutcome(response: proto.CheckResponse): CheckOutcome {
  return {
    inputs: decodeProperties(response.getInputs()),
    failures: response
      .getFailuresList()
      .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
  };
}

const KINDS = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"];

function diffOutcome(response: proto.DiffResponse): DiffOutcome {
  const detailed: Record<string, string> = {};
  response.getDetaileddiffMap().forEach((value, path) => {
    detailed[path] = KINDS[value.getKind()]!;
  });
  return {
    changes: response.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME,
    replaces: response.getReplacesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
    detailed,
  };
}
