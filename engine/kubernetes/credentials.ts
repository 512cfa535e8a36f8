import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { User } from "../../formats/kubeconfig";
import { runExecPlugin, type ExecCredential } from "./exec-plugin";
import { impersonationHeaders, headerValue } from "./headers";
import type { LoadedKubeconfig } from "./kubeconfig";

/** What a request says of who asks. */
export interface Identity {
  headers: Record<string, string[]>;
  /** The client certificate, and its key, as PEM. */
  cert?: string | Buffer;
  key?: string | Buffer;
  /** What a plugin has given for it. */
  issued?: ExecCredential;
}

/** How long a token that was read from a file is used before the file is read again, in milliseconds. */
const TOKEN_FILE_AGE = 50_000;

/** The credentials of a kubeconfig's user, renewed when their time is up or the server refuses them. */
export class Credentials {
  private readonly user: User;
  private readonly secure: boolean;
  private tokenFile?: { token: string; read: number };
  private issued?: Promise<ExecCredential>;

  constructor(private readonly kubeconfig: LoadedKubeconfig) {
    this.user = kubeconfig.user;
    this.secure = kubeconfig.url.protocol === "https:";
  }

  /**
   * Whom the next request is from. Over plain HTTP no credentials are sent, as everybody on the way could read them.
   *
   * @throws Error that says why there are none
   */
  async identity(): Promise<Identity> {
    const headers = impersonationHeaders(this.user.impersonate);
    if (!this.secure) return { headers };
    const { username, password } = this.user;
    const certificate = this.certificate();
    const token = this.token();
    const issued = this.asksPlugin() ? await this.credential() : undefined;
    const bearer = issued?.token ?? token;
    if (bearer !== undefined) headers["Authorization"] = [headerValue(`Bearer ${bearer}`, "The token")];
    else if (username !== "") headers["Authorization"] = [basic(username, password)];
    return { headers, ...certificate, ...(issued?.cert && { cert: issued.cert, key: issued.key }), issued };
  }

  /**
   * After a refusal: fetches credentials anew where that is possible.
   *
   * @param refused what the request was sent with
   * @returns whether there are others now
   */
  async renew(refused: Identity): Promise<boolean> {
    if (refused.issued) {
      // Unless another request has renewed them in the meantime.
      if ((await this.issued) === refused.issued) this.issued = undefined;
      await this.credential();
      return true;
    }
    this.tokenFile = undefined;
    return !isDeepStrictEqual(await this.identity(), refused);
  }

  /** Credentials that the file has itself count before those of a plugin. */
  private asksPlugin(): boolean {
    const { exec, token, tokenFile, username, clientCertificate, clientCertificateData } = this.user;
    const own = token || tokenFile || username || clientCertificate || clientCertificateData;
    return exec !== undefined && !own;
  }

  /** One run of the plugin serves all requests, also those that come while it runs. */
  private async credential(): Promise<ExecCredential> {
    const last = this.issued;
    if (last) {
      const credential = await last;
      if (credential.expires === undefined || credential.expires > Date.now()) return credential;
    }
    // Of the requests that find it expired, the first runs the plugin.
    if (this.issued === last) this.issued = this.issue();
    return this.issued ?? this.credential();
  }

  private issue(): Promise<ExecCredential> {
    const running = runExecPlugin(this.user.exec!, this.kubeconfig);
    // A failure is not kept: the next request tries again.
    running.catch(() => this.issued === running && (this.issued = undefined));
    return running;
  }

  private token(): string | undefined {
    const { token, tokenFile } = this.user;
    if (tokenFile === "") return token || undefined;
    if (this.tokenFile && Date.now() - this.tokenFile.read < TOKEN_FILE_AGE) return this.tokenFile.token;
    try {
      const text = readFileSync(tokenFile, "utf8").trim();
      if (text === "") throw new Error("it is empty");
      this.tokenFile = { token: text, read: Date.now() };
    } catch (error) {
      // What was read last, or stands in the kubeconfig, serves while the file is being replaced.
      const last = this.tokenFile?.token ?? token;
      if (last === "") throw unreadable("token file", tokenFile, error);
      return last;
    }
    return this.tokenFile.token;
  }

  private certificate(): Pick<Identity, "cert" | "key"> {
    const { clientCertificate, clientCertificateData, clientKey, clientKeyData } = this.user;
    const read = (file: string, data: Buffer | undefined, what: string) => {
      if (data || file === "") return data;
      try {
        // Read each time: short-lived certificates are replaced while a program runs.
        return readFileSync(file);
      } catch (error) {
        throw unreadable(what, file, error);
      }
    };
    const cert = read(clientCertificate, clientCertificateData, "client certificate");
    return cert ? { cert, key: read(clientKey, clientKeyData, "client key") } : {};
  }
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function unreadable(what: string, file: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  return new Error(`the ${what} ${file} cannot be read: ${code ?? message}`);
}
