import type { FastifyInstance } from "fastify";
import Fastify from "fastify";
import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client";

/**
 * Counts and times every request, by method, route and status. The route is its pattern, never the path as asked for, so that no client
 * can make new series.
 *
 * @param app the server whose requests are counted.
 * @returns a server of its own, which serves the numbers with those of the process at /metrics: whoever may use the service need not see them.
 */
export function measure(app: FastifyInstance): FastifyInstance {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const labelNames = ["method", "route", "status"] as const;
  const requests = new Counter({
    name: "http_requests_total",
    help: "Requests that were answered.",
    labelNames,
    registers: [registry],
  });
  const duration = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from the arrival of a request to the end of its answer.",
    labelNames,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  app.addHook("onResponse", (request, reply, done) => {
    const labels = {
      method: request.method,
      route: request.is404 ? "unmatched" : (request.routeOptions.url ?? "unmatched"),
      status: String(reply.statusCode),
    };
    requests.inc(labels);
    duration.observe(labels, reply.elapsedTime / 1000);
    done();
  });
  const metrics = Fastify({ forceCloseConnections: true });
  metrics.get("/metrics", async (_request, reply) => {
    const text = await registry.metrics();
    return reply.type(registry.contentType).send(text);
  });
  return metrics;
}
