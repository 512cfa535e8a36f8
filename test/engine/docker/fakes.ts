import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";

/** A request that a fake server got; the body is read in full. */
export interface Seen {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

type Answer = (seen: Seen, response: http.ServerResponse) => void;

/** A server whose answers a test decides, by `METHOD /path` with `*` for anything. */
export class FakeServer {
  readonly seen: Seen[] = [];
  /** Ends of connections before their answer was complete. */
  aborted = 0;
  /** Where it listens, once it does. */
  host = "";
  private readonly answers: [pattern: RegExp, answer: Answer][] = [];
  private readonly server = http.createServer((request, response) => void this.handle(request, response));
  private socketDirectory?: string;

  /** Decides an answer; a later decision for the same request wins. */
  on(request: string, answer: Answer | object): this {
    const pattern = new RegExp(`^${request.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
    const respond: Answer =
      typeof answer === "function"
        ? (answer as Answer)
        : (_seen, response) => response.setHeader("Content-Type", "application/json").end(JSON.stringify(answer));
    this.answers.unshift([pattern, respond]);
    return this;
  }

  /** Listens on a unix socket; returns it as a Docker host. */
  async listenOnSocket(): Promise<string> {
    this.socketDirectory = fs.mkdtempSync(path.join(os.tmpdir(), "fake-docker-"));
    const socket = path.join(this.socketDirectory, "docker.sock");
    await new Promise<void>((resolve) => this.server.listen(socket, resolve));
    return (this.host = `unix://${socket}`);
  }

  /** Listens on the loopback interface; returns host and port. */
  async listenOnPort(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
    if (this.socketDirectory) fs.rmSync(this.socketDirectory, { recursive: true, force: true });
  }

  /** The requests with this method and path. */
  requests(method: string, requestPath: string): Seen[] {
    return this.seen.filter((seen) => seen.method === method && seen.path === requestPath);
  }

  private async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const url = new URL(request.url!, "http://fake");
    const chunks: Buffer[] = [];
    response.on("close", () => (this.aborted += response.writableFinished ? 0 : 1));
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const seen: Seen = {
      method: request.method!,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(chunks),
    };
    this.seen.push(seen);
    const answer = this.answers.find(([pattern]) => pattern.test(`${seen.method} ${seen.path}`))?.[1];
    if (answer) answer(seen, response);
    else fail(404, `fake: nothing for ${seen.method} ${seen.path}`)(seen, response);
  }
}

/** An error answer of the Docker API. */
export function fail(status: number, message: string): Answer {
  return (_seen, response) =>
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify({ message }));
}

/** A stream of progress messages. */
export function lines(...messages: object[]): Answer {
  return (_seen, response) => response.end(messages.map((message) => `${JSON.stringify(message)}\n`).join(""));
}

/** A registry that has these manifests, by reference; `Bearer` makes it ask for a token. */
export function fakeRegistry(
  manifests: Record<string, { digest: string; content?: object }>,
  options: { auth?: "Basic" | "Bearer"; user?: string; password?: string } = {},
): FakeServer {
  const server = new FakeServer();
  const basic = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString("base64")}`;
  const allowed = (seen: Seen, response: http.ServerResponse): boolean => {
    const wanted = options.auth === "Bearer" ? "Bearer good-token" : basic;
    if (!options.auth || seen.headers.authorization === wanted) return true;
    const challenge =
      options.auth === "Bearer" ? `Bearer realm="http://${seen.headers.host}/token",service="fake"` : `Basic realm="x"`;
    response.writeHead(401, { "WWW-Authenticate": challenge }).end("{}");
    return false;
  };
  return server
    .on("GET /token", (seen, response) => {
      if (seen.headers.authorization !== basic) response.writeHead(401).end("{}");
      else response.end(JSON.stringify({ token: "good-token" }));
    })
    .on("* /v2/*/manifests/*", (seen, response) => {
      if (!allowed(seen, response)) return;
      const reference = seen.path.split("/").at(-1)!;
      const manifest = manifests[reference];
      if (!manifest) {
        response.writeHead(404).end("{}");
      } else if (seen.method === "DELETE") {
        for (const [key, { digest }] of Object.entries(manifests))
          if (digest === manifest.digest) delete manifests[key];
        response.writeHead(202).end();
      } else {
        response
          .writeHead(200, {
            "Docker-Content-Digest": manifest.digest,
            "Content-Type": "application/vnd.docker.distribution.manifest.v2+json",
          })
          .end(JSON.stringify(manifest.content ?? {}));
      }
    });
}
