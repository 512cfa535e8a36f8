import * as net from "node:net";
import { pipeline } from "node:stream";
import { ServerCredentials, type Server } from "@grpc/grpc-js";

/** Time for answers that are on their way when connections move on, in milliseconds. */
const GRACE = 10_000;

/**
 * A port of the loopback interface that gRPC calls reach a first server by and, once it has sent them on, another one. The caller
 * notices nothing: gRPC connects again by itself after a server has taken leave, and repeats no call that was answered. From then
 * on bytes pass through, which costs a fraction of receiving each call and making it again.
 */
export class Reception {
  private readonly first: ReturnType<Server["createConnectionInjector"]>;
  private readonly passedOn = new Set<net.Socket>();
  private readonly listener = net.createServer({ noDelay: true }, (socket) => this.receive(socket));
  private onward?: number;

  /** @param first what serves until {@link sendOn} */
  constructor(first: Server) {
    this.first = first.createConnectionInjector(ServerCredentials.createInsecure());
  }

  /**
   * @returns the port
   * @throws Error when none can be taken
   */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.listener
        .once("error", reject)
        .listen(0, "127.0.0.1", () => resolve((this.listener.address() as net.AddressInfo).port));
    });
  }

  /** Has the first server take leave of its callers, and connects them with `port` when they come again. */
  sendOn(port: number): void {
    if (this.onward !== undefined) return;
    this.onward = port;
    this.first.drain(GRACE);
  }

  /** Takes no more connections and ends those there are; what the first server is answering still arrives. */
  close(): void {
    this.listener.close();
    this.first.destroy();
    for (const socket of this.passedOn) socket.destroy();
  }

  private receive(socket: net.Socket): void {
    if (this.onward === undefined) {
      this.first.injectConnection(socket);
      return;
    }
    this.passedOn.add(socket);
    socket.once("close", () => this.passedOn.delete(socket));
    const server = net.connect({ port: this.onward, host: "127.0.0.1", noDelay: true });
    // Whichever end closes or breaks, so does the other: gRPC tells its caller.
    pipeline(socket, server, socket, () => undefined);
  }
}
