import { Server, ServerCredentials, type handleClientStreamingCall } from "@grpc/grpc-js";
import { EventsService } from "@pulumi/pulumi/proto/events_grpc_pb";
import type { EventRequest } from "@pulumi/pulumi/proto/events_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { parseEvent, type EngineEvent } from "./engine-events";

/** A place to which `pulumi` sends the engine's events while it works. */
export interface EventServer {
  /** Options with which `pulumi up` and the like send them here. */
  readonly options: readonly string[];
  /** Variables that those options need. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends it, when the command has ended: everything that it has sent has come by then. */
  close(): Promise<void>;
}

/** A large resource in one event. */
const MAXIMUM_MESSAGE_BYTES = 400 * 1024 * 1024;

/**
 * Listens on loopback for the events of one command, which shows its own progress meanwhile. They never lie in a file: among them are the
 * SDK's calls, word for word, which {@link parseEvent} drops.
 *
 * @param take gets each event as it comes
 */
export async function listenForEvents(take: (event: EngineEvent) => void): Promise<EventServer> {
  const server = new Server({ "grpc.max_receive_message_length": MAXIMUM_MESSAGE_BYTES });
  const streamEvents: handleClientStreamingCall<EventRequest, Empty> = (call, respond) => {
    call.on("data", (request: EventRequest) => {
      const event = parseEvent(request.getEvent());
      if (event) take(event);
    });
    call.on("end", () => respond(null, new Empty()));
    call.on("error", () => undefined);
  };
  server.addService(EventsService, { streamEvents });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    options: ["--event-log", `tcp://127.0.0.1:${port}`],
    // Without it the CLI does not know the option.
    environment: { PULUMI_DEBUG_COMMANDS: "true" },
    close: () => new Promise((resolve) => server.tryShutdown(() => resolve())),
  };
}
