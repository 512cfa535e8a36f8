import { isDeepStrictEqual } from "node:util";
import { Metadata, status, type handleUnaryCall, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { decodeProperties, encodeProperties } from "./codec";
import { checkFailure, checkRequest, checkResponse, diffRequest, diffResponse, resourceRequest } from "./convert";
import type { EngineLog } from "./engine-log";
import { CancelledError, InitFailedError, PluginError } from "./errors";
import { DeferredWarnings } from "./deferred-warnings";
import type { Call, Provider } from "./provider";

/** The state that the calls of one running plugin share. */
export interface ServiceContext {
  log: EngineLog;
  /** Aborting it cancels every call that runs or is still to come. */
  cancellation: AbortController;
}

/** An error as gRPC sends it; details travel in a trailer, which the engine reads. */
function grpcError(error: unknown): { code: status; message: string; metadata?: Metadata } {
  if (error instanceof PluginError) {
    return { code: error.code, message: error.message };
  }
  if (error instanceof CancelledError) {
    return { code: status.CANCELLED, message: error.message };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof InitFailedError)) {
    return { code: status.UNKNOWN, message };
  }
  const { id, outputs, inputs } = error.resource;
  const detail = new proto.ErrorResourceInitFailed()
    .setId(id)
    .setProperties(encodeProperties(outputs))
    .setReasonsList(error.reasons);
  if (inputs !== undefined) {
    detail.setInputs(encodeProperties(inputs));
  }
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const trailer = new Status().setCode(status.UNKNOWN).setMessage(message).setDetailsList([any]);
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(trailer.serializeBinary()));
  return { code: status.UNKNOWN, message, metadata };
}

/**
 * The gRPC service of a provider: translates messages, gives every call its log and signal, and turns errors into what the
 * engine understands. Methods that it does not have are answered with "unimplemented".
 */
export function createService(provider: Provider, context: ServiceContext): UntypedServiceImplementation {
  const deferredWarnings = new DeferredWarnings();

  function unary<Request, Response>(
    handle: (request: Request, call: Call) => Promise<Response> | Response,
  ): handleUnaryCall<Request, Response> {
    return ({ request }, respond) => {
      const urn = (request as { getUrn?: () => string }).getUrn?.() ?? "";
      const lines: Promise<void>[] = [];
      const call: Call = {
        signal: context.cancellation.signal,
        log: (severity, message) => lines.push(context.log.write(urn, severity, message, false)),
        status: (message) => lines.push(context.log.write(urn, "info", message, true)),
        warnAtLast: (message, holds) =>
          deferredWarnings.keep(async () => {
            if (await holds()) await context.log.write(urn, "warning", message, false);
          }),
      };
      const run = async (): Promise<Response> => {
        try {
          return await handle(request, call);
        } finally {
          // The display closes a resource's lines when the answer arrives, so they have to arrive before it.
          await Promise.all(lines);
        }
      };
      deferredWarnings.during(run).then(
        (response) => respond(null, response),
        (error: unknown) => respond(grpcError(error)),
      );
    };
  }

  return {
    handshake: unary((request: proto.ProviderHandshakeRequest) => {
      context.log.attach(request.getEngineAddress());
      return new proto.ProviderHandshakeResponse().setAcceptSecrets(true).setSupportsAutonamingConfiguration(true);
    }),

    attach: unary((request: PluginAttach) => {
      context.log.attach(request.getAddress());
      return new Empty();
    }),

    getPluginInfo: unary(() => new PluginInfo().setVersion(provider.version)),

    getSchema: unary(() => new proto.GetSchemaResponse().setSchema(provider.schema)),

    cancel: unary(() => {
      context.cancellation.abort(new CancelledError());
      return new Empty();
    }),

    checkConfig: unary(async (message: proto.CheckRequest, call) => {
      const request = checkRequest(message);
      return checkResponse((await provider.checkConfig?.(request, call)) ?? { inputs: request.newInputs });
    }),

    diffConfig: unary(async (message: proto.DiffRequest, call) => {
      const request = diffRequest(message);
      const result = await provider.diffConfig?.(request, call);
      return diffResponse(result ?? { changes: !isDeepStrictEqual(request.oldInputs, request.newInputs) });
    }),

    configure: unary(async (message: proto.ConfigureRequest, call) => {
      const inputs = decodeProperties(message.getArgs());
      await provider.configure?.({ inputs, urn: message.getUrn(), id: message.getId() || undefined }, call);
      return new proto.ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setSupportsAutonamingConfiguration(true);
    }),

    check: unary(async (message: proto.CheckRequest, call) =>
      checkResponse(await provider.check(checkRequest(message), call)),
    ),

    diff: unary(async (message: proto.DiffRequest, call) =>
      diffResponse(await provider.diff(diffRequest(message), call)),
    ),

    create: unary(async (message: proto.CreateRequest, call) => {
      const inputs = decodeProperties(message.getProperties());
      const details = { inputs, timeout: message.getTimeout(), preview: message.getPreview() };
      const { id, outputs } = await provider.create({ ...resourceRequest(message), ...details }, call);
      return new proto.CreateResponse().setId(id).setProperties(encodeProperties(outputs));
    }),

    read: unary(async (message: proto.ReadRequest, call) => {
      const details = {
        id: message.getId(),
        oldInputs: decodeProperties(message.getInputs()),
        oldOutputs: decodeProperties(message.getProperties()),
        timeout: message.getTimeout(),
      };
      const result = await provider.read({ ...resourceRequest(message), ...details }, call);
      const response = new proto.ReadResponse();
      if (result === undefined) {
        return response;
      }
      return response
        .setId(result.id)
        .setProperties(encodeProperties(result.outputs))
        .setInputs(encodeProperties(result.inputs));
    }),

    update: unary(async (message: proto.UpdateRequest, call) => {
      const details = { timeout: message.getTimeout(), preview: message.getPreview() };
      const { outputs } = await provider.update({ ...diffRequest(message), ...details }, call);
      return new proto.UpdateResponse().setProperties(encodeProperties(outputs));
    }),

    delete: unary(async (message: proto.DeleteRequest, call) => {
      const details = {
        id: message.getId(),
        oldInputs: decodeProperties(message.getOldInputs()),
        oldOutputs: decodeProperties(message.getProperties()),
        timeout: message.getTimeout(),
      };
      await provider.delete({ ...resourceRequest(message), ...details }, call);
      return new Empty();
    }),

    construct: unary((message: proto.ConstructRequest) => {
      throw new PluginError(
        `The embedded plugin has no component ${message.getType()}. Use the resources it is made of, or the official plugin.`,
        status.UNIMPLEMENTED,
      );
    }),

    invoke: unary(async (message: proto.InvokeRequest, call) => {
      const request = { token: message.getTok(), args: decodeProperties(message.getArgs()) };
      if (provider.invoke === undefined) {
        throw new PluginError(`The embedded plugin has no function ${request.token}.`, status.UNIMPLEMENTED);
      }
      const { result, failures } = await provider.invoke(request, call);
      return new proto.InvokeResponse()
        .setReturn(encodeProperties(result))
        .setFailuresList((failures ?? []).map(checkFailure));
    }),
  };
}
