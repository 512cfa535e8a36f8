import { EventEmitter, once } from "node:events";
import type { Server } from "node:http";

/** Counts the open connections of a server, from the moment it is made. */
export class Connections {
  #open = 0;
  readonly #changes = new EventEmitter();

  /** @param server the server, before it listens. */
  constructor(server: Server) {
    server.on("connection", (socket) => {
      this.#open += 1;
      socket.once("close", () => {
        this.#open -= 1;
        if (this.#open === 0) this.#changes.emit("none");
      });
    });
  }

  /** Resolves as soon as no connection is open; rejects with the signal's reason when that comes first. */
  async none(signal: AbortSignal): Promise<void> {
    if (this.#open > 0) await once(this.#changes, "none", { signal });
  }
}
