/** How to reach an API server. A string that the file leaves out is empty. */
export interface Cluster {
  /** URL of the API server, or its host and port; without a scheme it is plain HTTP. */
  server: string;
  /** The name that the server's certificate is for, where it is not the host of `server`. */
  tlsServerName: string;
  insecureSkipTlsVerify: boolean;
  /** Path of the certificates that may sign the server's. */
  certificateAuthority: string;
  /** Those certificates themselves, as PEM; undefined where the file has none. */
  certificateAuthorityData?: Buffer;
  /** URL of the proxy between here and the server. */
  proxyUrl: string;
  disableCompression: boolean;
  /** Settings of other programs, by name. */
  extensions: ReadonlyMap<string, unknown>;
}

/** Who asks. */
export interface User {
  clientCertificate: string;
  clientCertificateData?: Buffer;
  clientKey: string;
  clientKeyData?: Buffer;
  token: string;
  tokenFile: string;
  username: string;
  password: string;
  /** The user on whose behalf it is asked. */
  impersonate: Impersonation;
  /** Name of the built-in authentication plugin. */
  authProvider?: string;
  exec?: ExecPlugin;
  /** Keys that no version of the format that is known here has, as paths from the user. */
  unknownKeys: readonly string[];
}

/** The identity that a request asks to act as. */
export interface Impersonation {
  user: string;
  uid: string;
  groups: readonly string[];
  extra: Readonly<Record<string, readonly string[]>>;
}

/** A command that prints credentials. */
export interface ExecPlugin {
  apiVersion: string;
  /** A name on PATH, or a path. */
  command: string;
  args: readonly string[];
  env: readonly { name: string; value: string }[];
  installHint: string;
  provideClusterInfo: boolean;
  /** `Never`, `IfAvailable` or `Always`; empty where nothing is said and the API version has no default. */
  interactiveMode: string;
}

/** A cluster, a user, and the namespace of what names none. */
export interface Context {
  cluster: string;
  user: string;
  namespace: string;
}

/** What one kubeconfig says, or several that are merged. */
export interface Kubeconfig {
  /** Empty where there is none. */
  currentContext: string;
  clusters: ReadonlyMap<string, Cluster>;
  users: ReadonlyMap<string, User>;
  contexts: ReadonlyMap<string, Context>;
}

/** Why a kubeconfig cannot be used. Its message quotes nothing but names and paths, for the file holds credentials. */
export class KubeconfigError extends Error {
  /**
   * @param reason `missing`: there is no file; `invalid`: a file is not a kubeconfig; `context`: what is looked for is not in it;
   *   `credentials`: what is there cannot be used as it is written
   */
  constructor(
    readonly reason: "missing" | "invalid" | "context" | "credentials",
    message: string,
  ) {
    super(message);
    this.name = "KubeconfigError";
  }
}
