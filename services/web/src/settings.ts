import { readFileSync } from "node:fs";

/** What the service is told by its environment variables. */
export interface Settings {
  /** Port to listen on. PORT, default 8000. */
  readonly port: number;
  /** Port on which the metrics are served, and nothing else. METRICS_PORT, default 9090. */
  readonly metricsPort: number;
  /** Name of the environment, such as dev. ENVIRONMENT. */
  readonly environment: string;
  /** Least level that is logged. LOG_LEVEL, default info. */
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Where the database is. DATABASE_URL, or the file that DATABASE_URL_FILE names. It holds a password: never log or return it. */
  readonly databaseUrl: URL;
  /** How long requests in flight may take to finish at the end, in seconds. DRAIN_TIMEOUT_SECONDS, default 20. */
  readonly drainTimeoutSeconds: number;
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace"] as const;
const DATABASE_SCHEMES = ["postgres:", "postgresql:"];

/** Environment variables that are missing or wrong; the text never holds the value of a secret. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Reads the settings.
 *
 * @param variables the environment variables.
 * @throws SettingsError with all that is missing or wrong.
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const faults: string[] = [];
  const number = (name: string, fallback: number, minimum: number, maximum: number): number => {
    const text = variables[name];
    const value = text === undefined ? fallback : Number(text);
    if (text !== "" && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    faults.push(`${name}=${text} must be a whole number from ${minimum} to ${maximum}`);
    return fallback;
  };
  const port = number("PORT", 8000, 0, 65535);
  const metricsPort = number("METRICS_PORT", 9090, 0, 65535);
  if (metricsPort === port && port !== 0) faults.push(`METRICS_PORT=${port} must not be PORT, which others may reach`);
  const drainTimeoutSeconds = number("DRAIN_TIMEOUT_SECONDS", 20, 1, 3600);

  const environment = variables["ENVIRONMENT"] ?? "";
  if (environment === "") faults.push("ENVIRONMENT is missing: set it to the name of the environment, such as dev");

  const logLevel = LOG_LEVELS.find((level) => level === (variables["LOG_LEVEL"] ?? "info"));
  if (!logLevel) faults.push(`LOG_LEVEL=${variables["LOG_LEVEL"]} must be one of ${LOG_LEVELS.join(", ")}`);

  const secret = (name: string): string | undefined => {
    const [text, file] = [variables[name], variables[`${name}_FILE`]];
    if (file === undefined) return text ?? "";
    if (text !== undefined) faults.push(`${name} and ${name}_FILE are both set: remove one`);
    try {
      return readFileSync(file, "utf8");
    } catch (error) {
      faults.push(`${name}_FILE=${file} cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  };
  const databaseText = secret("DATABASE_URL");
  const databaseUrl = URL.parse(databaseText ?? "");
  const isDatabase = DATABASE_SCHEMES.includes(databaseUrl?.protocol ?? "") && databaseUrl?.hostname !== "";
  if (databaseText !== undefined && !isDatabase) {
    faults.push("DATABASE_URL must be a URL such as postgresql://user:password@host:5432/name");
  }

  if (faults.length > 0 || !logLevel || !databaseUrl) throw new SettingsError(faults.join("; "));
  return { port, metricsPort, environment, logLevel, databaseUrl, drainTimeoutSeconds };
}
