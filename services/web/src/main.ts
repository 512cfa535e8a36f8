import { readFileSync } from "node:fs";
import { createApp } from "./app.ts";
import { readSettings, SettingsError } from "./settings.ts";
import { shutDown } from "./shutdown.ts";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const app = createApp(settings, version);
  let ending = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      app.server.log.info({ signal }, "shutting down");
      shutDown(app, settings.drainTimeoutSeconds).then(
        (finished) => {
          if (!finished) app.server.log.error("requests were still in flight at the deadline");
          process.exit(finished ? 0 : 1);
        },
        (error: unknown) => fail(error),
      );
    });
  }
  await app.metrics.listen({ port: settings.metricsPort, host: "0.0.0.0" });
  await app.server.listen({ port: settings.port, host: "0.0.0.0" });
}

function fail(error: unknown): void {
  const message = error instanceof SettingsError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${JSON.stringify({ level: "fatal", time: new Date().toISOString(), msg: message })}\n`);
  process.exit(1);
}

main().catch(fail);
