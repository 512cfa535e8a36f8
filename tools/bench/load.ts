import * as http from "node:http";

/** What a steady stream of requests met. */
export interface LoadResult {
  sent: number;
  /** Requests without an answer below 500: refused, reset, timed out, or answered with an error. */
  failed: number;
  /** How often each kind of failure was met. */
  failures: Record<string, number>;
  /** Milliseconds of each answered request. */
  latencies: number[];
}

const ANSWER_LIMIT = 10_000;

/**
 * Sends requests at a fixed rate, whatever the answers do: a server that is slow gets the same number, and none is hidden by a
 * client that waits. Every other request has a connection of its own, the rest share connections that are kept alive, so that
 * both new connections and old ones are seen. Nothing is tried twice.
 *
 * @param rate requests per second
 * @returns a function that ends the stream, waits for the last answers and says what was met
 */
export function startLoad(url: string, rate: number): () => Promise<LoadResult> {
  const result: LoadResult = { sent: 0, failed: 0, failures: {}, latencies: [] };
  const agents = [
    new http.Agent({ keepAlive: true, maxSockets: 16, scheduling: "fifo" }),
    new http.Agent({ keepAlive: false }),
  ];
  const open = new Set<Promise<void>>();
  const started = performance.now();
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - started) / 1000) * rate);
    while (result.sent < due) {
      const request = send(url, agents[result.sent % agents.length] as http.Agent, result);
      result.sent++;
      open.add(request);
      void request.then(() => open.delete(request));
    }
  }, 5);
  return async () => {
    clearInterval(timer);
    await Promise.all(open);
    agents.forEach((agent) => agent.destroy());
    return result;
  };
}

async function send(url: string, agent: http.Agent, result: LoadResult): Promise<void> {
  const begun = performance.now();
  const failure = await new Promise<string | undefined>((resolve) => {
    const call = http.get(url, { agent, timeout: ANSWER_LIMIT }, (response) => {
      response.on("error", (error) => resolve(error.message));
      response.on("end", () => {
        const { statusCode = 0 } = response;
        resolve(statusCode < 500 ? undefined : `status ${statusCode}`);
      });
      response.resume();
    });
    call.on("timeout", () => call.destroy(new Error("no answer in time")));
    call.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
  if (failure === undefined) {
    result.latencies.push(performance.now() - begun);
  } else {
    result.failed++;
    result.failures[failure] = (result.failures[failure] ?? 0) + 1;
  }
}
