import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import timers from "node:timers";
import { setTimeout } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import type { LoadedKubeconfig } from "./kubeconfig";
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

/** Idle connections are closed here before the server closes them, which would race with a new request. */
const IDLE_MILLISECONDS = 30_000;

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
  private readonly agents = new Map<string, http.Agent>();

  constructor(
    private readonly kubeconfig: LoadedKubeconfig,
    private readonly limits: TransportLimits = DEFAULT_LIMITS,
  ) {
    this.base = new URL(kubeconfig.server);
    this.place = `${kubeconfig.server} (context "${kubeconfig.context}")`;
  }

  /**
   * Sends a request and reads the whole answer.
   *
   * @returns The answer's body.
   * @throws ApiError for any answer that is no success, or none; the signal's reason when that is aborted.
   */
  async text(request: HttpRequest): Promise<string> {
    const timeout = AbortSignal.timeout(this.limits.answer);
    const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
    try {
      return await this.exchange({ ...request, signal });
    } catch (error) {
      request.signal?.throwIfAborted();
      throw timeout.aborted ? timeoutError(this.place, this.limits.answer / 1000, "answer") : error;
    }
  }

  private async exchange(request: HttpRequest & { signal: AbortSignal }): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      const { response, certificate } = await this.send(request, "calls");
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
        throw statusError(code, body, this.place, certificate);
      }
      await setTimeout(retryAfter * 1000, undefined, { signal: request.signal });
    }
  }

  /**
   * Sends a request whose answer goes on without end.
   *
   * @returns The answer line by line as it comes in, until the server ends it or the caller's signal does.
   * @throws ApiError for any answer that is no success, or none, and when the connection breaks.
   */
  async *lines(request: HttpRequest & { signal: AbortSignal }): AsyncGenerator<string> {
    const { response, certificate } = await this.send(request, "streams");
    const code = response.statusCode ?? 0;
    if (code < 200 || code >= 300) {
      throw statusError(code, await this.read(response), this.place, certificate);
    }
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
    for (const agent of this.agents.values()) {
      agent.destroy();
    }
  }

  private async send(
    request: HttpRequest & { signal: AbortSignal },
    use: "calls" | "streams",
  ): Promise<{ response: IncomingMessage; certificate?: string | Buffer }> {
    request.signal.throwIfAborted();
    const options: https.RequestOptions = {};
    try {
      await this.kubeconfig.config.applyToHTTPSOptions(options);
    } catch (error) {
      const detail = error instanceof Error ? error.message.trim() : String(error);
      throw new ApiError(
        `Cannot get credentials for ${this.place}: ${detail || "the command gave no reason"}.`,
        0,
        "Credentials",
      );
    }
    const { ca, cert, key, servername, rejectUnauthorized, auth } = options;
    const tls = { ca, cert, key, servername, rejectUnauthorized };
    const secure = this.base.protocol === "https:";
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = (secure ? https : http).request({
        ...(secure ? tls : {}),
        auth,
        agent: this.agent(use, secure, tls, options.agent),
        host: this.base.hostname.replace(/^\[|\]$/g, ""),
        port: this.base.port || (secure ? 443 : 80),
        method: request.method,
        path: this.base.pathname.replace(/\/$/, "") + request.path,
        headers: {
          Accept: "application/json",
          ...(request.body === undefined ? {} : { "Content-Length": Buffer.byteLength(request.body) }),
          ...options.headers,
          ...request.headers,
        } as http.OutgoingHttpHeaders,
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
      outgoing.end(request.body);
    }).catch((error: unknown) => {
      request.signal.throwIfAborted();
      throw error instanceof ApiError ? error : connectionError(error, this.place);
    });
    return { response, certificate: cert as string | Buffer | undefined };
  }

  /** A proxy's agent comes from the library; otherwise connections are kept, one pool for calls and one for streams. */
  private agent(use: string, secure: boolean, tls: https.AgentOptions, suggested: unknown): http.Agent {
    if (this.kubeconfig.config.getCurrentCluster()?.proxyUrl) {
      return suggested as http.Agent;
    }
    // Credentials that a command renews get connections of their own.
    const id = `${use} ${String(tls.cert)}`;
    let agent = this.agents.get(id);
    if (!agent) {
      const options = { keepAlive: true, timeout: use === "calls" ? IDLE_MILLISECONDS : undefined };
      agent = secure ? new https.Agent({ ...options, ...tls }) : new http.Agent(options);
      this.agents.set(id, agent);
    }
    return agent;
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

/** The texts of a `Warning` header: `299 - "text"`, several separated by commas. */
function warnings(header: string | undefined): string[] {
  return [...(header ?? "").matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    match[1]!.replace(/\\(.)/g, "$1"),
  );
}
