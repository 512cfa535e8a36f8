import * as net from "node:net";
import * as path from "node:path";
import { ServerCredentials, type Server } from "@grpc/grpc-js";

/** Time for answers that are on their way when a server takes leave, in milliseconds. */
const GRACE = 10_000;

/** The file that Node.js loads first into a process that is to take over a port, and the variable that tells it which. */
const PRELOAD = path.join(__dirname, "listen-on.cjs");
const VARIABLE = "PLATFORM_LISTEN_ON";

/**
 * A port of the loopback interface that a first gRPC server has until a process that starts later takes it over. Callers notice
 * nothing: gRPC connects again by itself after a server has taken leave, and repeats no call that was answered.
 */
export class Reception {
  private readonly first: ReturnType<Server["createConnectionInjector"]>;
  private readonly listener = net.createServer({ noDelay: true }, (socket) => this.first.injectConnection(socket));
  private port = 0;

  /** @param first what serves until the port is taken over */
  constructor(first: Server) {
    this.first = first.createConnectionInjector(ServerCredentials.createInsecure());
  }

  /**
   * @returns the port
   * @throws Error when none can be taken
   */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.listener.once("error", reject).listen({ port: 0, host: "127.0.0.1", reusePort: true }, resolve);
    });
    this.port = (this.listener.address() as net.AddressInfo).port;
    return this.port;
  }

  /** What makes the first server of a Node.js process that asks for any port get this one. */
  get takeover(): { nodeArguments: string[]; environment: NodeJS.ProcessEnv } {
    return { nodeArguments: ["--require", PRELOAD], environment: { [VARIABLE]: String(this.port) } };
  }

  /**
   * Leaves the port to the process that says it listens on `port`, if it is the same one.
   *
   * @returns whether it is: {@link takeLeave} may then follow
   */
  leaveTo(port: number): boolean {
    if (port !== this.port) return false;
    this.listener.close();
    return true;
  }

  /** Has the first server's callers connect again, with who has the port now. */
  takeLeave(): void {
    this.first.drain(GRACE);
  }

  /** Takes no more connections; what is being answered still arrives. */
  close(): void {
    this.listener.close();
    this.first.destroy();
  }
}
