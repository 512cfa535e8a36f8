import type { App } from "./app.ts";

/**
 * Ends the service without losing a request: first it is no longer ready; then each open connection learns with its next
 * answer that it is to close; then nothing new is accepted, and what is in flight is finished.
 *
 * @param app the listening service.
 * @param timeoutSeconds how long all of it may take.
 * @param goodbyeSeconds how long open connections are given to make their next request and learn from its answer. Default 5.
 * @returns whether everything was finished in time.
 */
export async function shutDown(app: App, timeoutSeconds: number, goodbyeSeconds = 5): Promise<boolean> {
  const deadline = AbortSignal.timeout(timeoutSeconds * 1000);
  app.startDraining();
  const goodbye = AbortSignal.any([deadline, AbortSignal.timeout(goodbyeSeconds * 1000)]);
  // Connections that are still open then make no requests, and are closed below.
  await app.connections.none(goodbye).catch(ignoreAbort);
  const late = new Promise<false>((resolve) => {
    if (deadline.aborted) resolve(false);
    deadline.addEventListener("abort", () => resolve(false), { once: true });
  });
  const closed = app.server
    .close()
    // Last: what happens while the service ends can still be measured.
    .then(() => app.metrics.close())
    .then(() => true);
  return Promise.race([closed, late]);
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === "AbortError")) throw error;
}
