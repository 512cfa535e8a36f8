import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Cluster, Context, ExecPlugin, Kubeconfig, User } from "../../formats/kubeconfig";
import type { KeyPair } from "./certificate";
import { CERTIFICATE, KEY, REFERENCED_FILES, type KubeconfigCase } from "./kubeconfig-cases";
import { askOracle } from "./oracle";

/** A question to client-go. */
export interface Question {
  /** Value of KUBECONFIG. */
  readonly variable: string;
  /** @default the current context */
  readonly context?: string;
}

/** How client-go reads kubeconfigs. */
export interface Answer {
  /** The merged files; undefined when they cannot be read. */
  readonly config?: Record<string, unknown>;
  /** Why they cannot be read. */
  readonly invalid?: string;
  /** Why no client can be made for the context. */
  readonly unusable?: string;
  readonly namespace?: string;
}

/**
 * Asks client-go, of which kubectl is made.
 *
 * @returns an answer for each question
 * @throws Error when the program cannot be built
 */
export async function askClientGo(questions: readonly Question[]): Promise<Answer[]> {
  return JSON.parse(await askOracle("kubeconfig", JSON.stringify(questions))) as Answer[];
}

/**
 * Writes the files of a case.
 *
 * @param folder where to; it is made
 * @param pair what its certificates are
 * @returns the value of KUBECONFIG
 */
export function writeCase({ files, order }: KubeconfigCase, folder: string, pair: KeyPair): string {
  for (const [name, text] of Object.entries({ ...REFERENCED_FILES, ...files })) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), withPair(text, pair));
  }
  return order.map((name) => name && join(folder, name)).join(delimiter);
}

function withPair(text: string, { cert, key }: KeyPair): string {
  const base64 = (content: string) => Buffer.from(content).toString("base64");
  return [
    [CERTIFICATE, cert],
    [KEY, key],
  ].reduce(
    (done, [mark, content]) => done.replaceAll(mark!, content!).replaceAll(base64(mark!), base64(content!)),
    text,
  );
}

/** A merged kubeconfig in the form in which client-go prints it. */
export function asClientGoPrints(config: Kubeconfig): object {
  const named = <Value>(map: ReadonlyMap<string, Value>, key: string, print: (value: Value) => object) =>
    sorted([...map].map(([name, value]) => ({ name, [key]: print(value) })));
  return emptyListsAsNull({
    kind: "Config",
    apiVersion: "v1",
    clusters: named(config.clusters, "cluster", printCluster),
    users: named(config.users, "user", printUser),
    contexts: named(config.contexts, "context", printContext),
    "current-context": config.currentContext,
  });
}

/** What client-go printed, without what says nothing about a connection. */
export function aboutConnections({ preferences: _, extensions: __, ...view }: Record<string, unknown>): object {
  const list = (key: string) => sorted(((view[key] ?? []) as { name: string }[]).map(withoutExtensions));
  return emptyListsAsNull({
    ...view,
    clusters: sorted((view["clusters"] ?? []) as { name: string }[]),
    users: list("users"),
    contexts: list("contexts"),
  });
}

/** Go has two ways to say that there is nothing in a list. */
function emptyListsAsNull(value: object): object {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      // Settings of an authentication plugin that no client has any more are not kept here.
      key === "config" ? {} : Array.isArray(inner) && inner.length === 0 ? null : inner,
    ),
  ) as object;
}

function withoutExtensions(entry: { name: string }): { name: string } {
  const { name, ...rest } = entry as Record<string, object> & { name: string };
  const values = Object.entries(rest).map(([key, value]) => {
    const { extensions: _, ...kept } = value as { extensions?: unknown };
    return [key, kept];
  });
  return { name, ...(Object.fromEntries(values) as object) };
}

function sorted<Entry extends { name: string }>(entries: Entry[]): Entry[] {
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Without what is empty: kubectl leaves it out. */
function stated(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) =>
        value !== "" &&
        value !== false &&
        value !== undefined &&
        !(typeof value === "object" && value !== null && Object.keys(value).length === 0),
    ),
  );
}

function printCluster(one: Cluster): object {
  const extensions = sorted([...one.extensions].map(([name, extension]) => ({ name, extension })));
  return {
    server: one.server,
    ...stated({
      "tls-server-name": one.tlsServerName,
      "insecure-skip-tls-verify": one.insecureSkipTlsVerify,
      "certificate-authority": one.certificateAuthority,
      "certificate-authority-data": one.certificateAuthorityData?.toString("base64"),
      "proxy-url": one.proxyUrl,
      "disable-compression": one.disableCompression,
      extensions,
    }),
  };
}

function printUser(one: User): object {
  return stated({
    "client-certificate": one.clientCertificate,
    "client-certificate-data": one.clientCertificateData?.toString("base64"),
    "client-key": one.clientKey,
    "client-key-data": one.clientKeyData?.toString("base64"),
    token: one.token,
    tokenFile: one.tokenFile,
    as: one.impersonate.user,
    "as-uid": one.impersonate.uid,
    "as-groups": one.impersonate.groups,
    "as-user-extra": one.impersonate.extra,
    username: one.username,
    password: one.password,
    "auth-provider": one.authProvider === undefined ? undefined : { name: one.authProvider, config: {} },
    exec: one.exec && printExec(one.exec),
  });
}

function printExec(one: ExecPlugin): object {
  return {
    command: one.command,
    args: one.args,
    env: one.env,
    provideClusterInfo: one.provideClusterInfo,
    ...stated({ apiVersion: one.apiVersion, installHint: one.installHint, interactiveMode: one.interactiveMode }),
  };
}

function printContext(one: Context): object {
  return { cluster: one.cluster, user: one.user, ...stated({ namespace: one.namespace }) };
}
