import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, sep } from "node:path";
import type { ExecPlugin } from "../../formats/kubeconfig";
import type { LoadedKubeconfig } from "./kubeconfig";

/** What a plugin has given. */
export interface ExecCredential {
  token?: string;
  /** PEM of a client certificate, and of its key. */
  cert?: string;
  key?: string;
  /** When it ends, in milliseconds since 1970; undefined when it says nothing of it. */
  expires?: number;
}

/** How long a plugin may take, in milliseconds: it may wait for its user to log in with a browser. */
const LIMIT = 300_000;

/** The name under which a cluster has settings for the plugin of its users. */
const CLUSTER_SETTINGS = "client.authentication.k8s.io/exec";

/**
 * Runs the command that a kubeconfig names for credentials, with what the protocol tells it in `KUBERNETES_EXEC_INFO`.
 *
 * @throws Error that says why there are none, without the credentials
 */
export async function runExecPlugin(exec: ExecPlugin, kubeconfig: LoadedKubeconfig): Promise<ExecCredential> {
  if (exec.interactiveMode === "Always") {
    throw new Error(
      `the exec plugin ${exec.command} wants a terminal (interactiveMode: Always), and there is none here`,
    );
  }
  const command = findCommand(exec);
  const environment = {
    ...process.env,
    ...Object.fromEntries(exec.env.map(({ name, value }) => [name, value])),
    KUBERNETES_EXEC_INFO: JSON.stringify(execInfo(exec, kubeconfig)),
  };
  return readCredential(await run(command, exec, environment), exec);
}

/** What the plugin is told: that it has no terminal, and on request what it authenticates to. */
export function execInfo(exec: ExecPlugin, { cluster, server, authority }: LoadedKubeconfig): object {
  const about = {
    server,
    ...(cluster.tlsServerName && { "tls-server-name": cluster.tlsServerName }),
    ...(cluster.insecureSkipTlsVerify && { "insecure-skip-tls-verify": true }),
    ...(authority && { "certificate-authority-data": authority.toString("base64") }),
    ...(cluster.proxyUrl && { "proxy-url": cluster.proxyUrl }),
    ...(cluster.disableCompression && { "disable-compression": true }),
    config: cluster.extensions.get(CLUSTER_SETTINGS) ?? null,
  };
  return {
    kind: "ExecCredential",
    apiVersion: exec.apiVersion,
    spec: { ...(exec.provideClusterInfo && { cluster: about }), interactive: false },
  };
}

/** A name is looked for on this process's own PATH, whatever PATH the plugin gets. */
function findCommand({ command, installHint }: ExecPlugin): string {
  const candidates = command.includes(sep)
    ? [command]
    : (process.env.PATH ?? "")
        .split(delimiter)
        .filter(isAbsolute)
        .map((folder) => join(folder, command));
  const found = candidates.find(isExecutable);
  if (found === undefined) {
    throw new Error(`there is no executable ${command}${installHint && `; to install it: ${installHint}`}`);
  }
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function run(command: string, exec: ExecPlugin, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env, timeout: LIMIT, maxBuffer: 16 * 1024 * 1024, killSignal: "SIGKILL" as const };
    const child = execFile(command, exec.args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const how = error.killed
        ? `did not end within ${LIMIT / 1000} s`
        : typeof error.code === "number"
          ? `ended with exit code ${error.code}`
          : `could not be run (${error.code ?? error.signal})`;
      const said = stderr.trim().slice(-2000);
      reject(new Error(`the exec plugin ${exec.command} ${how}${said && `: ${said}`}`));
    });
    child.stdin?.end();
  });
}

async function readCredential(stdout: string, exec: ExecPlugin): Promise<ExecCredential> {
  const { Fields, KubeconfigError, parseYaml } = await import("../../formats/kubeconfig/index.js");
  const wrong = (what: string) => new Error(`the exec plugin ${exec.command} ${what}`);
  try {
    const answer = new Fields(parseYaml(stdout, "its answer"), "");
    const [apiVersion, kind] = [answer.string("apiVersion"), answer.string("kind")];
    if (apiVersion !== exec.apiVersion || kind !== "ExecCredential") {
      throw wrong(
        `is configured for ${exec.apiVersion} and gave ${kind || "nothing"} of ${apiVersion || "no API version"}`,
      );
    }
    const status = answer.map("status");
    if (!status) throw wrong("gave no status");
    const [token, cert, key] = ["token", "clientCertificateData", "clientKeyData"].map((name) => status.string(name));
    if (!token && !cert && !key) throw wrong("gave neither a token nor a client certificate");
    if (!cert !== !key) throw wrong("gave only one of client certificate and key");
    const time = status.string("expirationTimestamp");
    const expires = time === "" ? undefined : Date.parse(time);
    if (Number.isNaN(expires)) throw wrong("gave an expirationTimestamp that is not a time");
    return { token: token || undefined, cert: cert || undefined, key: key || undefined, expires };
  } catch (error) {
    throw error instanceof KubeconfigError ? wrong(`gave no credentials: ${error.message}`) : error;
  }
}
