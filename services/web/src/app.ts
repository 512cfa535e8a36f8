import { randomUUID } from "node:crypto";
import type { FastifyError, FastifyInstance } from "fastify";
import Fastify, { LogController } from "fastify";
import { Connections } from "./connections.ts";
import { measure } from "./metrics.ts";
import type { Settings } from "./settings.ts";

/** Name under which the service shows itself. */
export const SERVICE = "platform-web";

const MAXIMUM_BODY_BYTES = 64 * 1024;
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The service, and the way to take it out of traffic. */
export interface App {
  readonly server: FastifyInstance;
  /** Serves the metrics, on a port of their own. */
  readonly metrics: FastifyInstance;
  /** The connections that are open. */
  readonly connections: Connections;
  /** From now on the service says that it is not ready, and asks clients to close their connections. */
  startDraining(): void;
}

/** Where log lines go. */
export interface LogSink {
  write(line: string): void;
}

/**
 * Makes the service without listening.
 *
 * @param settings what the environment says.
 * @param version version that the service shows.
 * @param sink where log lines go. Default: standard output.
 */
export function createApp(
  settings: Pick<Settings, "environment" | "logLevel">,
  version: string,
  sink: LogSink = process.stdout,
): App {
  const { environment, logLevel } = settings;
  let draining = false;
  const server = Fastify({
    logger: {
      level: logLevel,
      stream: sink,
      base: { service: SERVICE, version, environment },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
    },
    // One line a request, written when it is answered, instead of one at each end.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: ({ headers }) => {
      const given = headers["x-request-id"];
      return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
    },
    bodyLimit: MAXIMUM_BODY_BYTES,
    forceCloseConnections: "idle",
    // A request that still arrives while the service ends is answered like any other.
    return503OnClosing: false,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });

  server.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    if (draining) reply.header("connection", "close");
    done();
  });
  server.addHook("onResponse", (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        path: request.url.split("?", 1)[0],
        status: reply.statusCode,
        milliseconds: reply.elapsedTime,
      },
      "request",
    );
    done();
  });
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ error: error.message, requestId: request.id });
    request.log.error({ err: error }, "request failed");
    return reply.code(500).send({ error: "internal error", requestId: request.id });
  });
  server.setNotFoundHandler((request, reply) => reply.code(404).send({ error: "no such page", requestId: request.id }));

  const metrics = measure(server);
  server.get("/", { schema: { querystring: { type: "object", properties: {}, additionalProperties: false } } }, () => ({
    service: SERVICE,
    version,
    environment,
  }));
  server.get("/healthz", { logLevel: "warn" }, () => ({ status: "ok" }));
  server.get("/readyz", { logLevel: "warn" }, (_request, reply) =>
    draining ? reply.code(503).send({ status: "draining" }) : reply.send({ status: "ready" }),
  );

  return {
    server,
    metrics,
    connections: new Connections(server.server),
    startDraining: () => {
      draining = true;
    },
  };
}
