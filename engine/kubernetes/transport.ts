import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import timers from "node:timers";
import { setTimeout } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { Connections } from "./connections";
import { Credentials, type Identity } from "./credentials";
import type { LoadedKubeconfig } from "./kubeconfig";
import { orAborted } from "./abort";
import { connectionError, statusError, timeoutError } from "./transport-errors";
import { ApiError } from "./types";

/** Limits of every exchange, in milliseconds. Tests shorten them. */
export interface TransportLimits {
  /** @default 10 s from the start of a connection until it is secured */
  connect: number;
  /** @default 40 s from the request until the whole answer; longer than any admission webhook may take */
  answer: number;
}

const DEFAULT_LIMITS: TransportLimits = { connect: 10_000, answer: 40_000 };

/** How often a request is sent again that the server was too busy to take. */
const BUSY_RETRIES = 4;

/** TCP probes start after this time on a quiet connection, so that a vanished server is noticed. */
const KEEP_ALIVE_MILLISECONDS = 10_000;

export interface HttpRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path with query, such as `/api/v1/namespaces?limit=1`. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
  /** Takes each warning that the server sends along with its answer, such as a deprecation. */
  warn?: (message: string) => void;
}

/** HTTPS to one API server with the credentials of a kubeconfig: kept connections, time limits, and clear errors. */
export class Transport {
  /** The server and context, for messages. */
  readonly place: string;
  private readonly base: URL;
  private readonly credentials: Credentials;
  private readonly connections: Connections;

  constructor(
    kubeconfig: LoadedKubeconfig,
    private readonly limits: TransportLimits = DEFAULT_LIMITS,
  ) {
    this.base = kubeconfig.url;
    this.credentials = new Credentials(kubeconfig);
    this.connections = new Connections(kubeconfig);
    // Its URL may have a password in it.
    this.place = `${kubeconfig.server.replace(/\/\/[^/@]*@/, "//")} (context "${kubeconfig.context}")`;
  }

  /**
   * Sends a request and reads the whole answer.
   *
   * @returns The answer's body.
   * @throws ApiError for any answer that is not a success, or none; the signal's reason when that is aborted.
   */
  async text(request: HttpRequest): Promise<string> {
    return this.withIdentity(request.signal, async (identity) => {
      const timeout = AbortSignal.timeout(this.limits.answer);
      const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
      try {
        return await this.exchange({ ...request, signal }, identity);
      } catch (error) {
        request.signal?.throwIfAborted();
        throw timeout.aborted ? timeoutError(this.place, this.limits.answer / 1000, "answer") : error;
      }
    });
  }

  /** Makes a request, and once more with other credentials where the server refuses the first ones and there are others. */
  private async withIdentity<Result>(
    signal: AbortSignal | undefined,
    send: (identity: Identity) => Promise<Result>,
  ): Promise<Result> {
    signal?.throwIfAborted();
    const identity = await this.orNoCredentials(this.credentials.identity(), signal);
    try {
      return await send(identity);
    } catch (error) {
      const refused = error instanceof ApiError && error.code === 401;
      if (!refused || !(await this.orNoCredentials(this.credentials.renew(identity), signal))) throw error;
      return send(await this.orNoCredentials(this.credentials.identity(), signal));
    }
  }

  private async orNoCredentials<Result>(
    credentials: Promise<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    try {
      return await orAborted(credentials, signal);
    } catch (error) {
      signal?.throwIfAborted();
      const detail = error instanceof Error ? error.message : String(error);
      throw new ApiError(`Cannot get credentials for ${this.place}: ${detail}.`, 0, "Credentials");
    }
  }

  private async exchange(request: HttpRequest & { signal: AbortSignal }, identity: Identity): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      const response = await this.send(request, "calls", identity);
      const body = await this.read(response);
      const code = response.statusCode ?? 0;
      for (const warning of warnings(response.headers.warning)) {
        request.warn?.(warning);
      }
      if (code >= 200 && code < 300) {
        return body;
      }
      const retryAfter = Number(response.headers["retry-after"]);
      if ((code !== 429 && code !== 503) || !(retryAfter >= 0) || attempt === BUSY_RETRIES) {
        throw statusError(code, body, this.place, identity.cert);
      }
      await setTimeout(retryAfter * 1000, undefined, { signal: request.signal });
    }
  }

  /**
   * Sends a request whose answer goes on without end.
   *
   * @returns The answer line by line as it comes in, until the server ends it or the caller's signal does.
   * @throws ApiError for any answer that is not a success, or none, and when the connection breaks.
   */
  async *lines(request: HttpRequest & { signal: AbortSignal }): AsyncGenerator<string> {
    const response = await this.withIdentity(request.signal, async (identity) => {
      const answer = await this.send(request, "streams", identity);
      const code = answer.statusCode ?? 0;
      if (code >= 200 && code < 300) return answer;
      throw statusError(code, await this.read(answer), this.place, identity.cert);
    });
    response.setEncoding("utf8");
    let rest = "";
    const chunks = response[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await chunks.next().catch((error: unknown) => {
          request.signal.throwIfAborted();
          throw connectionError(error, this.place);
        });
        if (next.done) {
          return;
        }
        const lines = (rest + String(next.value)).split("\n");
        rest = lines.pop() ?? "";
        yield* lines.filter(Boolean);
      }
    } finally {
      response.destroy();
    }
  }

  /** Closes the connections that are kept. */
  close(): void {
    this.connections.close();
  }

  private async send(
    request: HttpRequest & { signal: AbortSignal },
    use: "calls" | "streams",
    identity: Identity,
  ): Promise<IncomingMessage> {
    request.signal.throwIfAborted();
    const secure = this.base.protocol === "https:";
    const agent = await this.connections.agent(use, identity);
    const body = request.body === undefined ? undefined : Buffer.from(request.body);
    return new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = (secure ? https : http).request({
        ...this.connections.tls(identity),
        auth: identity.headers["Authorization"] ? undefined : basicAuth(this.base),
        agent,
        host: this.base.hostname.replace(/^\[|\]$/g, ""),
        port: this.base.port || (secure ? 443 : 80),
        method: request.method,
        path: this.base.pathname.replace(/\/$/, "") + request.path,
        headers: {
          Accept: "application/json",
          ...(body && { "Content-Length": body.length }),
          ...identity.headers,
          ...request.headers,
        },
        signal: request.signal,
      });
      let connecting: NodeJS.Timeout | undefined;
      outgoing.on("socket", (socket) => {
        socket.setKeepAlive(true, KEEP_ALIVE_MILLISECONDS);
        const ready = secure ? "secureConnect" : "connect";
        if (socket.connecting || (secure && !(socket as TLSSocket).getProtocol())) {
          connecting = timers.setTimeout(
            () => outgoing.destroy(timeoutError(this.place, this.limits.connect / 1000, "connect")),
            this.limits.connect,
          );
          socket.once(ready, () => clearTimeout(connecting));
        }
      });
      outgoing.on("response", resolve);
      outgoing.on("error", reject);
      outgoing.on("close", () => clearTimeout(connecting));
      // As bytes: with a string, Node.js would encode the headers as it does the body.
      outgoing.end(body);
    }).catch((error: unknown) => {
      request.signal.throwIfAborted();
      throw error instanceof ApiError ? error : connectionError(error, this.place);
    });
  }

  private async read(response: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of response) {
        chunks.push(chunk as Buffer);
      }
    } catch (error) {
      throw connectionError(error, this.place);
    }
    return Buffer.concat(chunks).toString("utf8");
  }
}

/** The strings of a `Warning` header: `299 - "text"`, several separated by commas. */
function warnings(header: string | undefined): string[] {
  return [...(header ?? "").matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    match[1]!.replace(/\\(.)/g, "$1"),
  );
}

/** The user and password that a server's URL has itself. */
function basicAuth({ username, password }: URL): string | undefined {
  return username === "" ? undefined : `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
}
