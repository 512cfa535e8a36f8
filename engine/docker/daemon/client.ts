import { spawn } from "node:child_process";
import * as http from "node:http";
import * as https from "node:https";
import type { Readable } from "node:stream";
import { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { DaemonAddress } from "./address";

/** The daemon's refusal of a request. */
export class DockerError extends Error {
  constructor(
    message: string,
    /** HTTP status code. */
    readonly status: number,
  ) {
    super(message);
    this.name = "DockerError";
  }
}

/** The daemon cannot be reached. */
export class DaemonUnreachableError extends Error {
  constructor(host: string, cause: Error) {
    super(`Cannot reach the Docker daemon at ${host}: ${cause.message}. ${remedy(host, cause)}`, { cause });
    this.name = "DaemonUnreachableError";
  }
}

function remedy(host: string, cause: Error): string {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === "EACCES") {
    return `This user may not use ${host}: run as root, or become a member of the group that owns the socket.`;
  }
  return "Start Docker there, or name the daemon to use: DOCKER_HOST, or host of the docker provider.";
}

export interface DaemonRequest {
  method?: "GET" | "POST" | "DELETE";
  query?: Record<string, string | undefined>;
  headers?: Record<string, string | undefined>;
  body?: Readable;
  signal?: AbortSignal;
}

/** Milliseconds in which a plain question has to be answered. */
const answerTimeout = 60_000;

/**
 * A client of the Docker Engine API, over a unix socket, TCP, TLS or ssh.
 *
 * It speaks HTTP with what Node.js has. The usual library (dockerode) costs 0.15 s of CPU at every start of the plugin, its
 * BuildKit session knows one credential only and reads a .proto file beside itself, which a bundled plugin has not, and
 * its ssh ignores the user's ssh configuration. The docker command would make the plugin depend on its version and on
 * its text output, from which neither image ids nor the failing step can be taken reliably.
 */
export class DockerDaemon {
  private readonly agent: http.Agent;

  constructor(readonly address: DaemonAddress) {
    this.agent = agentFor(address);
  }

  /** Asks for JSON. Rejects with a DockerError or a DaemonUnreachableError, or with the signal's reason. */
  async json<T>(path: string, request: DaemonRequest = {}): Promise<T> {
    const limit = AbortSignal.timeout(answerTimeout);
    const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
    const response = await this.open(path, { ...request, signal });
    const answer = await text(response);
    return (answer ? JSON.parse(answer) : undefined) as T;
  }

  /** Asks for a stream of JSON messages, one a line, such as the progress of a build. */
  async *messages<T>(path: string, request: DaemonRequest = {}): AsyncGenerator<T> {
    const response = await this.open(path, request);
    let rest = "";
    try {
      for await (const chunk of response.setEncoding("utf8")) {
        const lines = (rest + (chunk as string)).split("\n");
        rest = lines.pop()!;
        for (const line of lines) if (line.trim()) yield JSON.parse(line) as T;
      }
    } catch (error) {
      throw request.signal?.aborted ? reasonOf(request.signal) : this.cut(error as Error);
    } finally {
      response.destroy();
    }
    if (rest.trim()) yield JSON.parse(rest) as T;
  }

  /** Turns a request into a raw connection, as the BuildKit session needs it. */
  upgrade(path: string, headers: Record<string, string>, protocol: string, signal?: AbortSignal): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const request = this.start(path, {
        method: "POST",
        headers: { ...headers, Connection: "Upgrade", Upgrade: protocol },
        signal,
      });
      request.on("upgrade", (_response, socket: Duplex, head: Buffer) => {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
      });
      request.on("response", (response) => {
        response.resume();
        reject(new DockerError(`${path} answered ${response.statusCode} instead of ${protocol}`, response.statusCode!));
      });
      request.on("error", (error) => reject(signal?.aborted ? reasonOf(signal) : this.unreachable(error)));
      request.end();
    });
  }

  private open(path: string, options: DaemonRequest): Promise<http.IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { signal, body } = options;
      const request = this.start(path, options);
      const fail = (error: Error): void => reject(signal?.aborted ? reasonOf(signal) : error);
      request.on("response", (response) => {
        if (response.statusCode! < 400) resolve(response);
        else {
          text(response).then(
            (answer) => fail(new DockerError(messageOf(answer), response.statusCode!)),
            (error: Error) => fail(this.cut(error)),
          );
        }
      });
      request.on("error", (error) => fail(this.unreachable(error)));
      // The daemon may answer before it has read the whole body, and then breaks the upload: only its answer counts.
      if (body) pipeline(body, request).catch((error: Error) => (body.errored === error ? fail(error) : undefined));
      else request.end();
    });
  }

  private start(path: string, options: DaemonRequest): http.ClientRequest {
    const query = Object.entries(options.query ?? {}).filter(([, value]) => value !== undefined) as [string, string][];
    const headers = Object.entries(options.headers ?? {}).filter(([, value]) => value !== undefined);
    const target = new URL(this.address.host);
    const usesTls = target.protocol === "tcp:" && this.address.tls !== undefined;
    return (usesTls ? https : http).request({
      agent: this.agent,
      method: options.method ?? "GET",
      path: query.length > 0 ? `${path}?${new URLSearchParams(query).toString()}` : path,
      headers: { Host: target.hostname || "docker", ...Object.fromEntries(headers) },
      signal: options.signal,
      ...(target.protocol === "unix:" ? { socketPath: decodeURIComponent(target.pathname) } : {}),
      ...(target.protocol === "tcp:" || target.protocol === "http:" || target.protocol === "https:"
        ? { host: target.hostname, port: target.port || (usesTls ? 2376 : 2375) }
        : {}),
    });
  }

  private unreachable(error: Error): Error {
    return new DaemonUnreachableError(this.address.host, error);
  }

  private cut(error: Error): Error {
    return new Error(`The connection to the Docker daemon at ${this.address.host} was cut: ${error.message}.`, {
      cause: error,
    });
  }
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error(String(reason));
}

function messageOf(answer: string): string {
  try {
    return (JSON.parse(answer) as { message?: string }).message ?? answer;
  } catch {
    return answer.trim();
  }
}

function agentFor(address: DaemonAddress): http.Agent {
  const protocol = address.host.split(":")[0];
  // A connection that is cut without a word is noticed by the kernel's probes.
  const options = { keepAlive: true, keepAliveMsecs: 10_000 };
  switch (protocol) {
    case "unix":
    case "http":
      return new http.Agent(options);
    case "tcp":
      return address.tls ? new https.Agent({ ...options, ...address.tls }) : new http.Agent(options);
    case "ssh":
      return new SshAgent(address);
    default:
      throw new Error(
        `The Docker host ${address.host} has no known form: use unix:///path, tcp://host:port or ssh://user@host.`,
      );
  }
}

/** Reaches a daemon on another machine as the docker command does: through `docker system dial-stdio` over ssh. */
class SshAgent extends http.Agent {
  constructor(private readonly address: DaemonAddress) {
    super({ keepAlive: false });
  }

  override createConnection(): Duplex {
    const target = new URL(this.address.host);
    const login = target.username ? `${target.username}@${target.hostname}` : target.hostname;
    const child = spawn(
      "ssh",
      [
        ...(target.port ? ["-p", target.port] : []),
        ...(this.address.sshOptions ?? []),
        ...["-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "--", login, "docker", "system", "dial-stdio"],
      ],
      { stdio: ["pipe", "pipe", "pipe"] },
    );
    const connection = Duplex.from({ readable: child.stdout, writable: child.stdin });
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-500)));
    child.on("error", (error) => connection.destroy(error));
    child.on("exit", (code) => {
      if (code) connection.destroy(new Error(`ssh ended with exit code ${code}: ${complaint.trim()}`));
    });
    connection.on("close", () => child.kill());
    return connection;
  }
}
