import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { dockerConfigDirectory } from "./daemon/address";
import type { Credential } from "./daemon/session";
import { credentialHost } from "./image-name";

/** An entry of the provider's `registryAuth`. */
export interface RegistryAuth {
  address: string;
  username?: string;
  password?: string;
  /** The registry needs no credentials. */
  authDisabled?: boolean;
  /** Path of a Docker configuration file to read instead. */
  configFile?: string;
  /** Text of one. */
  configFileContent?: string;
}

/** The part of Docker's config.json that is about credentials. */
interface DockerConfig {
  auths?: Record<string, { auth?: string; username?: string; password?: string; identitytoken?: string }>;
  credHelpers?: Record<string, string>;
  credsStore?: string;
}

/** Milliseconds in which a credential helper has to answer; it may have to unlock a key ring. */
const helperTimeout = 30_000;

/**
 * Finds credentials for registries: first the provider's `registryAuth`, then what `docker login` has stored, directly or
 * with a credential helper. Secrets pass through memory and pipes only.
 */
export class Credentials {
  constructor(
    private readonly registryAuth: RegistryAuth[],
    private readonly environment: NodeJS.ProcessEnv = process.env,
  ) {}

  /**
   * @param registry host, with or without scheme; undefined is Docker Hub
   * @returns undefined when none are known, which means anonymous access
   * @throws Error when a configuration file or credential helper fails, naming it
   */
  async find(registry: string | undefined): Promise<Credential | undefined> {
    const host = credentialHost(registry);
    const entry = this.registryAuth.find((auth) => credentialHost(auth.address) === host);
    if (entry?.authDisabled) return undefined;
    if (entry?.configFileContent) {
      return this.fromConfig(parseConfig(entry.configFileContent, "registryAuth.configFileContent"), host);
    }
    if (entry && !entry.configFile) {
      const username = entry.username || this.environment.DOCKER_REGISTRY_USER;
      const password = entry.password || this.environment.DOCKER_REGISTRY_PASS;
      if (username && password) return { username, password };
    }
    const file = entry?.configFile || path.join(dockerConfigDirectory(this.environment), "config.json");
    if (!fs.existsSync(file)) return undefined;
    return this.fromConfig(parseConfig(fs.readFileSync(file, "utf8"), file), host);
  }

  private async fromConfig(config: DockerConfig, host: string): Promise<Credential | undefined> {
    const helper = config.credHelpers?.[host] ?? config.credsStore;
    if (helper) return this.fromHelper(helper, host);
    const key = Object.keys(config.auths ?? {}).find((name) => credentialHost(name) === host);
    const stored = key === undefined ? undefined : config.auths?.[key];
    if (!stored) return undefined;
    if (stored.identitytoken) return { identityToken: stored.identitytoken };
    if (!stored.auth) return stored.username ? { username: stored.username, password: stored.password } : undefined;
    const [username, ...password] = Buffer.from(stored.auth, "base64").toString("utf8").split(":");
    return { username, password: password.join(":") };
  }

  private fromHelper(helper: string, host: string): Promise<Credential | undefined> {
    const program = `docker-credential-${helper}`;
    return new Promise((resolve, reject) => {
      const child = execFile(
        program,
        ["get"],
        { env: this.environment, timeout: helperTimeout },
        (error, stdout, stderr) => {
          const complaint = `${stdout}${stderr}`.trim();
          // The helpers' protocol has no other way to say that they know no such registry.
          if (error && /credentials not found/i.test(complaint)) return resolve(undefined);
          if (error) {
            const reason = complaint || error.message;
            return reject(
              new Error(`${program} gave no credentials for ${host}: ${reason}. Run "docker login ${host}".`),
            );
          }
          const { Username, Secret } = JSON.parse(stdout) as { Username: string; Secret: string };
          resolve(Username === "<token>" ? { identityToken: Secret } : { username: Username, password: Secret });
        },
      );
      child.stdin?.on("error", () => undefined).end(host);
    });
  }
}

/** The header by which the daemon gets a credential for one request. */
export function authHeader(credential: Credential | undefined, registry: string | undefined): string {
  return encodeHeader(credential ? authConfig(credential, registry) : {});
}

/** JSON in the base64 that the daemon's headers have: the alphabet for URLs, but padded. */
export function encodeHeader(value: object): string {
  const text = Buffer.from(JSON.stringify(value)).toString("base64");
  return text.replaceAll("+", "-").replaceAll("/", "_");
}

/** A credential in the form of the Docker API. */
export function authConfig(credential: Credential, registry: string | undefined): Record<string, string | undefined> {
  return {
    username: credential.username,
    password: credential.password,
    identitytoken: credential.identityToken,
    serveraddress: credentialHost(registry),
  };
}

function parseConfig(content: string, source: string): DockerConfig {
  try {
    return JSON.parse(content) as DockerConfig;
  } catch (error) {
    // The parser's message would quote the content, which may hold a password.
    throw new Error(`${source} is not valid JSON: log in again with "docker login".`, { cause: error });
  }
}
