import type { ChosenContext } from "./choose";
import { KubeconfigError, type Cluster, type ExecPlugin, type User } from "./model";

/** API versions in which an exec plugin can be asked. */
const EXEC_API_VERSIONS = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

const INTERACTIVE_MODES = ["Never", "IfAvailable", "Always"];
const PROXY_SCHEMES = ["http:", "https:", "socks5:"];

/**
 * Refuses what kubectl refuses, and any credential that would otherwise be left out of a request: the server would then take it for
 * somebody else's.
 *
 * @throws KubeconfigError `credentials` with everything that is wrong
 */
export function checkContext({ clusterName, cluster, userName, user }: ChosenContext): void {
  const secure = isServer(cluster) && serverUrl(cluster).protocol === "https:";
  const problems = [
    ...clusterProblems(cluster, secure).map((problem) => `cluster "${clusterName}" ${problem}`),
    ...userProblems(user, secure).map((problem) => `user "${userName}" ${problem}`),
  ];
  if (problems.length > 0) throw new KubeconfigError("credentials", problems.join("; "));
}

/** The URL of the API server. As with kubectl, an address without a scheme means plain HTTP. */
export function serverUrl({ server }: Pick<Cluster, "server">): URL {
  return new URL(/^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(server) ? server : `http://${server}`);
}

/** @param secure without TLS, neither certificates nor credentials are used */
function clusterProblems(cluster: Cluster, secure: boolean): string[] {
  const problems: string[] = [];
  if (cluster.server === "") problems.push("has no server");
  else if (!isServer(cluster)) problems.push("has a server that is not an http or https URL");
  const hasData = cluster.certificateAuthorityData !== undefined;
  if (cluster.certificateAuthority !== "" && hasData) {
    problems.push("has both certificate-authority and certificate-authority-data");
  }
  if (secure && cluster.insecureSkipTlsVerify && (cluster.certificateAuthority !== "" || hasData)) {
    problems.push("has insecure-skip-tls-verify and a certificate authority, of which only one can count");
  }
  if (cluster.proxyUrl !== "" && !PROXY_SCHEMES.includes(URL.parse(cluster.proxyUrl)?.protocol ?? "")) {
    problems.push("has a proxy-url that is not an http, https or socks5 URL");
  }
  return problems;
}

function isServer(cluster: Cluster): boolean {
  try {
    return /^https?:$/.test(serverUrl(cluster).protocol);
  } catch {
    return false;
  }
}

function userProblems(user: User, secure: boolean): string[] {
  const problems = user.unknownKeys.map((key) => `has the unknown key "${key}"`);
  const refuse = (when: boolean, problem: string) => void (when && problems.push(problem));
  const certificate = user.clientCertificate !== "" || user.clientCertificateData !== undefined;
  const key = user.clientKey !== "" || user.clientKeyData !== undefined;
  const basic = user.username !== "" || user.password !== "";
  const { impersonate } = user;
  refuse(
    user.clientCertificate !== "" && user.clientCertificateData !== undefined,
    "has both client-certificate and client-certificate-data",
  );
  refuse(user.clientKey !== "" && user.clientKeyData !== undefined, "has both client-key and client-key-data");
  refuse(certificate && !key, "has a client certificate without a client key");
  refuse(key && !certificate, "has a client key without a client certificate");
  refuse(basic && (user.token !== "" || user.tokenFile !== ""), "has a token and a username or password");
  refuse(user.password !== "" && user.username === "", "has a password without a username");
  refuse(
    impersonate.user === "" &&
      (impersonate.uid !== "" || impersonate.groups.length > 0 || Object.keys(impersonate.extra).length > 0),
    "has as-uid, as-groups or as-user-extra without as",
  );
  refuse(
    secure && user.authProvider !== undefined,
    `has the auth-provider "${user.authProvider}", which Kubernetes clients no longer have; use an exec plugin`,
  );
  if (user.exec) problems.push(...execProblems(user.exec, secure).map((problem) => `has an exec plugin ${problem}`));
  return problems;
}

function execProblems(exec: ExecPlugin, secure: boolean): string[] {
  const problems: string[] = [];
  if (exec.command === "") problems.push("without a command");
  if (exec.apiVersion === "") problems.push("without an apiVersion");
  else if (secure && !EXEC_API_VERSIONS.includes(exec.apiVersion)) {
    problems.push(`whose apiVersion is "${exec.apiVersion}", not one of ${EXEC_API_VERSIONS.join(", ")}`);
  }
  if (exec.env.some(({ name }) => name === "")) problems.push("with an environment variable that has no name");
  if (!INTERACTIVE_MODES.includes(exec.interactiveMode)) {
    problems.push(`whose interactiveMode is "${exec.interactiveMode}", not one of ${INTERACTIVE_MODES.join(", ")}`);
  }
  return problems;
}
