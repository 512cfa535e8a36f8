import * as http from "node:http";
import type { AddressInfo } from "node:net";

/** A comment of the scripted forge. */
export interface Note {
  id: number;
  body: string;
}

/** A request, as the script sees it. */
export interface Asked {
  method: string;
  path: string;
  body?: string;
}

/** What the script answers in place of the forge; undefined lets it do what it does. */
export type Script = (
  asked: Asked,
  count: number,
) => { status: number; headers?: Record<string, string>; body?: object } | undefined;

/** How many comments the forges give on a page, however many are asked for. */
const PAGE = 30;

/**
 * A server on loopback that behaves as GitHub and GitLab do where comments are concerned: pages, numbers that grow, 404 for what is gone. It
 * stands in for a forge, and nothing of it is one.
 */
export class ScriptedForge {
  readonly notes: Note[] = [];
  readonly asked: Asked[] = [];
  readonly authorizations = new Set<string>();
  pulls: { number: number; head: { sha: string; label: string } }[] = [];
  #server = http.createServer((request, response) => void this.#answer(request, response));
  #next = 1;
  script: Script = () => undefined;

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** As if somebody had posted it. */
  add(body: string): Note {
    const note = { id: this.#next++, body };
    this.notes.push(note);
    return note;
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
    const { body } = (text ? JSON.parse(text) : {}) as { body?: string };
    const asked: Asked = {
      method: request.method ?? "GET",
      path: url.pathname,
      ...(body === undefined ? {} : { body }),
    };
    this.asked.push(asked);
    this.authorizations.add(String(request.headers.authorization ?? request.headers["private-token"]));
    const count = this.asked.filter((one) => one.method === asked.method && one.path === asked.path).length;
    const scripted = this.script(asked, count);
    const answer = scripted ?? this.#do(asked, url);
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }

  #do(
    { method, path, body = "" }: Asked,
    url: URL,
  ): { status: number; headers?: Record<string, string>; body?: object } {
    if (path.endsWith("/pulls")) {
      return { status: 200, body: this.pulls.filter(({ head }) => head.label === url.searchParams.get("head")) };
    }
    const id = Number(/\/(?:comments|notes)\/(\d+)$/.exec(path)?.[1]);
    if (method === "GET") return this.#page(url);
    if (method === "POST") return { status: 201, body: this.add(body) };
    const note = this.notes.find((one) => one.id === id);
    if (!note) return { status: 404, body: { message: "Not Found" } };
    if (method === "DELETE") {
      this.notes.splice(this.notes.indexOf(note), 1);
      return { status: 204 };
    }
    note.body = body;
    return { status: 200, body: note };
  }

  #page(url: URL) {
    const page = Number(url.searchParams.get("page") ?? 1);
    const body = this.notes.slice((page - 1) * PAGE, page * PAGE);
    const last = Math.max(1, Math.ceil(this.notes.length / PAGE));
    const link = (to: number, rel: string) => {
      const next = new URL(url);
      next.searchParams.set("page", String(to));
      return `<${next.href}>; rel="${rel}"`;
    };
    const links = [...(page < last ? [link(page + 1, "next")] : []), link(last, "last")].join(", ");
    const headers = {
      link: links,
      "x-next-page": page < last ? String(page + 1) : "",
      "x-page": String(page),
      "x-per-page": String(PAGE),
      "x-total": String(this.notes.length),
      "x-total-pages": String(last),
    };
    return { status: 200, headers, body };
  }
}
