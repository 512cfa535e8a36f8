import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Server } from "node:http";
import { Agent, get } from "node:http";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { createApp } from "../src/app.ts";
import { shutDown } from "../src/shutdown.ts";

const MAIN = new URL("../src/main.ts", import.meta.url).pathname;
const PASSWORD = "canary-password";

interface Answer {
  status: number;
  connection: string | undefined;
}

function ask(url: string, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(url, { agent: agent ?? false }, (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode ?? 0, connection: response.headers.connection }));
    }).on("error", reject);
  });
}

describe("web process", function () {
  this.timeout(20_000);
  const children: ChildProcess[] = [];
  const servers: Server[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** Starts the service as the image does: plain Node.js on the sources. */
  function start(variables: Record<string, string>) {
    const child = spawn(process.execPath, [MAIN], { env: variables, stdio: ["ignore", "pipe", "pipe"] });
    children.push(child);
    const lines: string[] = [];
    const port = new Promise<number>((resolve) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        lines.push(line);
        const match = /listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(line);
        if (match) resolve(Number(match[1]));
      });
    });
    createInterface({ input: child.stderr }).on("line", (line) => lines.push(line));
    const ended = once(child, "close").then(([code]) => code as number | null);
    return { child, lines, port, ended };
  }

  const variables = {
    PORT: "0",
    METRICS_PORT: "0",
    ENVIRONMENT: "dev",
    DATABASE_URL: `postgresql://platform:${PASSWORD}@database:5432/platform`,
  };

  it("answers, and ends with code 0 on SIGTERM, with every log line JSON and no password in any", async () => {
    const { child, lines, port, ended } = start(variables);
    const url = `http://127.0.0.1:${await port}`;
    expect((await ask(url)).status).to.equal(200);
    child.kill("SIGTERM");
    expect(await ended).to.equal(0);
    for (const line of lines) expect(JSON.parse(line)).to.have.property("time");
    expect(lines.join("\n")).to.contain("shutting down").and.not.contain(PASSWORD);
  });

  it("says what is missing and ends with code 1", async () => {
    const { lines, ended } = start({});
    expect(await ended).to.equal(1);
    expect(lines.join("\n")).to.contain("ENVIRONMENT is missing").and.contain("DATABASE_URL must be");
  });

  /** A listening service with a page that is answered only when `finish` is called; `arrived` when it was asked for. */
  async function withHeldPage() {
    const app = createApp({ environment: "dev", logLevel: "fatal" }, "1");
    servers.push(app.server.server);
    const { promise: held, resolve: finish } = Promise.withResolvers<void>();
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    app.server.get("/held", async () => {
      arrive();
      await held;
      return "finished";
    });
    return { app, url: await app.server.listen({ port: 0, host: "127.0.0.1" }), arrived, finish };
  }

  it("finishes what is in flight, and turns an open connection away only with an answer", async () => {
    const { app, url, arrived, finish } = await withHeldPage();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await ask(url, agent)).connection).to.not.equal("close");
    const inFlight = ask(`${url}/held`);
    await arrived;
    const ended = shutDown(app, 10);
    const reused = await ask(url, agent);
    expect(reused).to.deep.equal({ status: 200, connection: "close" });
    finish();
    expect((await inFlight).status).to.equal(200);
    expect(await ended).to.equal(true);
    agent.destroy();
    const refused = await ask(url).catch((error: NodeJS.ErrnoException) => error.code);
    expect(refused).to.equal("ECONNREFUSED");
  });

  for (const [when, goodbyeSeconds] of [
    ["while connections are asked to close", 5],
    ["while what is in flight is finished", 0.05],
  ] as const) {
    it(`gives up at the deadline, ${when}`, async () => {
      const { app, url, arrived, finish } = await withHeldPage();
      const inFlight = ask(`${url}/held`);
      await arrived;
      expect(await shutDown(app, 0.3, goodbyeSeconds)).to.equal(false);
      finish();
      await inFlight;
    });
  }
});
