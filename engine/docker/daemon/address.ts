import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** How to reach a Docker daemon. */
export interface DaemonAddress {
  /** As a user writes it: `unix:///var/run/docker.sock`, `tcp://host:2376`, `ssh://user@host`. */
  host: string;
  /** PEM strings for a daemon that speaks TLS. */
  tls?: { ca?: string; cert?: string; key?: string; rejectUnauthorized?: boolean };
  /** Further options for the `ssh` command. */
  sshOptions?: string[];
}

/** The provider's configuration, as far as it names a daemon. */
export interface DaemonConfiguration {
  host?: string;
  context?: string;
  certPath?: string;
  caMaterial?: string;
  certMaterial?: string;
  keyMaterial?: string;
  sshOptions?: string[];
}

/** The directory of Docker's own client configuration: `DOCKER_CONFIG`, else `~/.docker`. */
export function dockerConfigDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.DOCKER_CONFIG || path.join(os.homedir(), ".docker");
}

/**
 * Chooses the daemon: the provider's context, its host, `DOCKER_HOST`, `DOCKER_CONTEXT`, the current context of the docker
 * command, else the first default socket that exists.
 *
 * @throws Error when a named context does not exist
 */
export function resolveDaemon(
  configuration: DaemonConfiguration,
  environment: NodeJS.ProcessEnv = process.env,
): DaemonAddress {
  const common = { tls: configuredTls(configuration, environment), sshOptions: configuration.sshOptions };
  const host = configuration.host || environment.DOCKER_HOST;
  const context =
    configuration.context || (host ? undefined : environment.DOCKER_CONTEXT || currentContext(environment));
  if (context && context !== "default") {
    const stored = readContext(context, environment);
    return { ...common, ...stored, tls: common.tls ?? stored.tls };
  }
  return { ...common, host: host || defaultHost(environment) };
}

function defaultHost(environment: NodeJS.ProcessEnv): string {
  const sockets = [
    "/var/run/docker.sock",
    ...(environment.XDG_RUNTIME_DIR ? [path.join(environment.XDG_RUNTIME_DIR, "docker.sock")] : []),
    path.join(os.homedir(), ".docker", "run", "docker.sock"),
  ];
  return `unix://${sockets.find((socket) => fs.existsSync(socket)) ?? sockets[0]!}`;
}

function configuredTls(configuration: DaemonConfiguration, environment: NodeJS.ProcessEnv): DaemonAddress["tls"] {
  const directory = configuration.certPath || environment.DOCKER_CERT_PATH;
  const material = {
    ca: configuration.caMaterial || environment.DOCKER_CA_MATERIAL,
    cert: configuration.certMaterial || environment.DOCKER_CERT_MATERIAL,
    key: configuration.keyMaterial || environment.DOCKER_KEY_MATERIAL,
  };
  if (material.ca || material.cert || material.key) return material;
  return directory ? readPems(directory) : undefined;
}

function readPems(directory: string): DaemonAddress["tls"] {
  const read = (name: string): string | undefined => {
    const file = path.join(directory, name);
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
  };
  const tls = { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
  return tls.ca || tls.cert ? tls : undefined;
}

function currentContext(environment: NodeJS.ProcessEnv): string | undefined {
  try {
    const file = path.join(dockerConfigDirectory(environment), "config.json");
    return (JSON.parse(fs.readFileSync(file, "utf8")) as { currentContext?: string }).currentContext;
  } catch {
    return undefined;
  }
}

function readContext(name: string, environment: NodeJS.ProcessEnv): DaemonAddress {
  const directory = path.join(dockerConfigDirectory(environment), "contexts");
  const id = createHash("sha256").update(name).digest("hex");
  const file = path.join(directory, "meta", id, "meta.json");
  if (!fs.existsSync(file)) {
    throw new Error(
      `There is no Docker context "${name}" (${file} does not exist). "docker context ls" lists those that exist.`,
    );
  }
  const meta = JSON.parse(fs.readFileSync(file, "utf8")) as {
    Endpoints?: { docker?: { Host?: string; SkipTLSVerify?: boolean } };
  };
  const endpoint = meta.Endpoints?.docker;
  const tls = readPems(path.join(directory, "tls", id, "docker"));
  return {
    host: endpoint?.Host || defaultHost(environment),
    tls: endpoint?.SkipTLSVerify ? { ...tls, rejectUnauthorized: false } : tls,
  };
}
