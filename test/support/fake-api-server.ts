import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https, { type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";

/** One request as the server got it. */
export interface SeenRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: http.IncomingHttpHeaders;
  /** Names and values in turn, as they came. */
  rawHeaders: string[];
  body: string;
}

/** Answers a request; returning false leaves it to the discovery documents, else 404. */
export type Handler = (request: SeenRequest, response: ServerResponse) => boolean | void;

/** A server that speaks just enough of the Kubernetes API to show how the client takes good and bad answers. */
export class FakeApiServer {
  readonly requests: SeenRequest[] = [];
  private readonly handlers: Handler[] = [];

  private constructor(
    private readonly server: http.Server,
    readonly url: string,
  ) {}

  /** Starts on a free loopback port; with TLS options it speaks HTTPS. */
  static async start(tls?: ServerOptions): Promise<FakeApiServer> {
    const server = tls ? https.createServer(tls) : http.createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const fake = new FakeApiServer(server, `${tls ? "https" : "http"}://127.0.0.1:${port}`);
    server.on("request", (request: IncomingMessage, response: ServerResponse) => void fake.answer(request, response));
    return fake;
  }

  /** The kubeconfig text of a user of this server. */
  kubeconfig(user: object = {}, cluster: object = {}): string {
    return JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "fake", cluster: { server: this.url, ...cluster } }],
      users: [{ name: "user", user }],
      contexts: [{ name: "fake", context: { cluster: "fake", user: "user", namespace: "from-context" } }],
      "current-context": "fake",
    });
  }

  /** Adds a handler that is asked before the earlier ones. */
  on(handler: Handler): void {
    this.handlers.unshift(handler);
  }

  /** Calls with each connection that is secured. */
  onConnection(listener: (socket: TLSSocket) => void): void {
    this.server.on("secureConnection", listener);
  }

  /** Closes every connection and stops listening. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const url = new URL(request.url!, this.url);
    const seen = {
      method: request.method!,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      body: Buffer.concat(chunks).toString(),
    };
    this.requests.push(seen);
    for (const handler of this.handlers) {
      if (handler(seen, response) !== false) {
        return;
      }
    }
    if (seen.path === "/api/v1") {
      const resources = [
        { name: "configmaps", kind: "ConfigMap", namespaced: true },
        { name: "pods", kind: "Pod", namespaced: true },
        { name: "pods/log", kind: "Pod", namespaced: true },
        { name: "namespaces", kind: "Namespace", namespaced: false },
      ];
      sendJson(response, 200, { resources });
      return;
    }
    sendJson(response, 404, { kind: "Status", reason: "NotFound", message: `${seen.path} not found` });
  }
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
