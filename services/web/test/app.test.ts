import { expect } from "chai";
import { createApp } from "../src/app.ts";

const settings = { environment: "dev", logLevel: "info" } as const;

function logged(): { lines: () => Record<string, unknown>[]; sink: { write(line: string): void } } {
  const written: string[] = [];
  return {
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
    sink: { write: (line) => void written.push(line) },
  };
}

const quiet = { write: () => undefined };

describe("web service", () => {
  it("says what it is", async () => {
    const { server } = createApp(settings, "1.2.3", quiet);
    const answer = await server.inject("/");
    expect(answer.statusCode).to.equal(200);
    expect(answer.json()).to.deep.equal({ service: "platform-web", version: "1.2.3", environment: "dev" });
  });

  it("is alive while it drains, but not ready, and closes connections", async () => {
    const app = createApp(settings, "1", quiet);
    expect((await app.server.inject("/readyz")).statusCode).to.equal(200);
    expect((await app.server.inject("/")).headers.connection).to.not.equal("close");
    app.startDraining();
    expect((await app.server.inject("/readyz")).statusCode).to.equal(503);
    expect((await app.server.inject("/healthz")).statusCode).to.equal(200);
    expect((await app.server.inject("/")).headers.connection).to.equal("close");
  });

  it("refuses what it does not expect: a query, a large body, another path", async () => {
    const { server } = createApp(settings, "1", quiet);
    server.post("/body", () => "read");
    expect((await server.inject("/?name=x")).statusCode).to.equal(400);
    expect((await server.inject("/nothing")).statusCode).to.equal(404);
    const large = await server.inject({ method: "POST", url: "/body", payload: { text: "x".repeat(70_000) } });
    expect(large.statusCode).to.equal(413);
  });

  it("hides the reason of an own fault from the client and logs it", async () => {
    const { lines, sink } = logged();
    const { server } = createApp(settings, "1", sink);
    server.get("/broken", () => {
      throw new Error("password is hunter2");
    });
    const answer = await server.inject("/broken");
    expect(answer.statusCode).to.equal(500);
    expect(answer.body).to.not.contain("hunter2");
    expect(JSON.stringify(lines())).to.contain("request failed");
  });

  it("logs one JSON line a request, with the client's request id", async () => {
    const { lines, sink } = logged();
    const { server } = createApp(settings, "1", sink);
    const answer = await server.inject({ url: "/", headers: { "x-request-id": "abc-1" } });
    expect(answer.headers["x-request-id"]).to.equal("abc-1");
    expect(lines()).to.have.length(1);
    expect(lines()[0]).to.include({
      level: "info",
      requestId: "abc-1",
      method: "GET",
      path: "/",
      status: 200,
      environment: "dev",
    });
  });

  it("makes an own request id when the client's could harm a log", async () => {
    const { server } = createApp(settings, "1", quiet);
    const answer = await server.inject({ url: "/", headers: { "x-request-id": 'a" "b' } });
    expect(answer.headers["x-request-id"]).to.match(/^[0-9a-f-]{36}$/);
  });

  it("does not log what only asks whether it is there", async () => {
    const { lines, sink } = logged();
    const { server } = createApp(settings, "1", sink);
    for (const path of ["/healthz", "/readyz"]) await server.inject(path);
    expect(lines()).to.deep.equal([]);
  });

  it("counts and times requests by method, route and status", async () => {
    const { server, metrics } = createApp(settings, "1", quiet);
    await server.inject("/");
    await server.inject("/");
    await server.inject("/secret/path/17");
    const { body, headers } = await metrics.inject("/metrics");
    expect(headers["content-type"]).to.contain("text/plain");
    expect(body).to.contain('http_requests_total{method="GET",route="/",status="200"} 2');
    expect(body).to.contain('http_request_duration_seconds_count{method="GET",route="/",status="200"} 2');
    expect(body).to.contain('http_requests_total{method="GET",route="unmatched",status="404"} 1');
    expect(body).to.not.contain("secret/path");
    expect(body).to.contain("process_cpu_seconds_total");
  });

  it("serves its metrics to nobody at the port that others may reach, and nothing else at theirs", async () => {
    const { server, metrics } = createApp(settings, "1", quiet);
    expect((await server.inject("/metrics")).statusCode).to.equal(404);
    expect((await metrics.inject("/")).statusCode).to.equal(404);
  });
});
