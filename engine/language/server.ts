import { ServerCredentials, type ChannelOptions, type Server } from "@grpc/grpc-js";

/** A stack's state can be larger than the 4 MiB that gRPC allows a message by default; the engine sets no limit either. */
export const unlimitedMessages: ChannelOptions = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
  "grpc.enable_channelz": 0,
};

/**
 * Starts serving on a free port of the loopback interface.
 *
 * @returns the port
 * @throws Error when no port can be taken
 */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}
