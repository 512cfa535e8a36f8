import * as http from "node:http";
import * as https from "node:https";
import { text } from "node:stream/consumers";
import type { Credential } from "./daemon/session";
import { isDockerHub, type ImageName } from "./image-name";

/** A manifest as a registry describes it. */
export interface RemoteManifest {
  /** `sha256:...` */
  digest: string;
  mediaType: string;
  /** The document itself, as JSON. */
  content: unknown;
}

/** A registry answered, but not with what was asked for. */
export class RegistryError extends Error {
  constructor(
    message: string,
    /** HTTP status code. */
    readonly status: number,
  ) {
    super(message);
    this.name = "RegistryError";
  }
}

const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Milliseconds in which a registry has to answer. */
const answerTimeout = 60_000;

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/**
 * A client of one registry's HTTP API (OCI distribution). Speaks plain HTTP on the loopback interface, as the Docker daemon
 * does, and HTTPS everywhere else; authenticates with Basic or with the token that the registry asks for.
 */
export class Registry {
  private authorization?: string;

  constructor(
    private readonly name: ImageName,
    private readonly credential: Credential | undefined,
    private readonly options: { insecureSkipVerify?: boolean; signal?: AbortSignal } = {},
  ) {}

  /**
   * Reads the manifest that the name's digest or tag stands for; undefined when the registry has none.
   *
   * @throws RegistryError when the registry refuses; Error when it cannot be reached
   */
  async manifest(): Promise<RemoteManifest | undefined> {
    const answer = await this.request("GET", this.name.digest ?? this.name.tag ?? "latest", "pull");
    if (answer.status === 404) return undefined;
    this.expect(answer, [200]);
    const digest = answer.headers["docker-content-digest"];
    if (typeof digest !== "string") throw new RegistryError(`${this.host} gave no digest`, answer.status);
    return { digest, mediaType: answer.headers["content-type"] ?? "", content: JSON.parse(answer.body) as unknown };
  }

  /** Deletes a manifest; that there is none is as good. */
  async deleteManifest(digest: string): Promise<void> {
    const answer = await this.request("DELETE", digest, "pull,delete,push");
    if (answer.status === 405) {
      throw new RegistryError(
        `${this.host} does not allow images to be deleted: set keepRemotely to leave the image there, or allow deletion in the registry.`,
        answer.status,
      );
    }
    this.expect(answer, [200, 202, 404]);
  }

  private get host(): string {
    return isDockerHub(this.name.registry) ? "registry-1.docker.io" : this.name.registry!;
  }

  private get repository(): string {
    const { registry, repository } = this.name;
    return isDockerHub(registry) && !repository.includes("/") ? `library/${repository}` : repository;
  }

  private get base(): string {
    const hostname = new URL(`http://${this.host}`).hostname;
    const loopback = hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
    return `${loopback ? "http" : "https"}://${this.host}`;
  }

  private expect(answer: Answer, statuses: number[]): void {
    if (statuses.includes(answer.status)) return;
    const refused = answer.status === 401 || answer.status === 403;
    const remedy = refused
      ? `Set credentials for ${this.host} in the provider's registryAuth, or run "docker login ${this.host}".`
      : answer.body.slice(0, 300);
    throw new RegistryError(`${this.host} answered ${answer.status} for ${this.repository}: ${remedy}`, answer.status);
  }

  private async request(method: string, reference: string, actions: string): Promise<Answer> {
    const url = `${this.base}/v2/${this.repository}/manifests/${reference}`;
    const send = (): Promise<Answer> =>
      this.send(method, url, {
        Accept: manifestTypes,
        ...(this.authorization ? { Authorization: this.authorization } : {}),
      });
    const first = await send();
    const challenge = first.headers["www-authenticate"];
    if (first.status !== 401 || !challenge || this.authorization) return first;
    this.authorization = await this.authorize(challenge, actions);
    return this.authorization ? send() : first;
  }

  private async authorize(challenge: string, actions: string): Promise<string | undefined> {
    const { username, password, identityToken } = this.credential ?? {};
    const basic = username ? `Basic ${Buffer.from(`${username}:${password ?? ""}`).toString("base64")}` : undefined;
    if (!/^bearer/i.test(challenge)) return basic;
    const parameter = (name: string): string | undefined => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
    const realm = parameter("realm");
    const service = parameter("service");
    if (!realm) return undefined;
    const scope = `repository:${this.repository}:${actions}`;
    const answer = identityToken
      ? await this.send(
          "POST",
          realm,
          { "Content-Type": "application/x-www-form-urlencoded" },
          new URLSearchParams({
            grant_type: "refresh_token",
            refresh_token: identityToken,
            client_id: "pulumi-docker",
            scope,
            ...(service ? { service } : {}),
          }).toString(),
        )
      : await this.send(
          "GET",
          `${realm}?${new URLSearchParams({ scope, ...(service ? { service } : {}) }).toString()}`,
          basic ? { Authorization: basic } : {},
        );
    if (answer.status !== 200) return undefined;
    const { token, access_token } = JSON.parse(answer.body) as { token?: string; access_token?: string };
    return `Bearer ${token ?? access_token}`;
  }

  private send(method: string, url: string, headers: http.OutgoingHttpHeaders, body?: string): Promise<Answer> {
    const limit = AbortSignal.timeout(answerTimeout);
    const signal = this.options.signal ? AbortSignal.any([this.options.signal, limit]) : limit;
    return new Promise((resolve, reject) => {
      const client = url.startsWith("https:") ? https : http;
      const request = client.request(url, {
        method,
        headers,
        signal,
        rejectUnauthorized: !this.options.insecureSkipVerify,
      });
      const fail = (error: Error): void => {
        if (this.options.signal?.aborted) return reject(this.options.signal.reason as Error);
        reject(
          new Error(
            `Cannot reach the registry ${this.host}: ${error.message}. Check that it runs and that its address is right.`,
            { cause: error },
          ),
        );
      };
      request.on("error", fail);
      request.on("response", (response) => {
        text(response).then(
          (answer) => resolve({ status: response.statusCode!, headers: response.headers, body: answer }),
          fail,
        );
      });
      request.end(body);
    });
  }
}
