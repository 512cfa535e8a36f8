import { Fields } from "./fields";
import { KubeconfigError, type Cluster, type Context, type ExecPlugin, type Kubeconfig, type User } from "./model";
import { parseYaml } from "./yaml";

/** API versions of exec plugins in which `interactiveMode` may be left out. */
const WITHOUT_INTERACTIVE_MODE = ["client.authentication.k8s.io/v1alpha1", "client.authentication.k8s.io/v1beta1"];

/**
 * Reads one kubeconfig as kubectl does. Paths in it stay as they are written.
 *
 * @param text YAML or JSON; an empty one is an empty kubeconfig
 * @param where what the text is, for the error
 * @throws KubeconfigError `invalid` when it is not a kubeconfig, or has a name twice in one list
 */
export function decodeKubeconfig(text: string, where: string): Kubeconfig {
  try {
    return decode(new Fields(parseYaml(text, "it"), ""));
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error;
    throw new KubeconfigError("invalid", `${where} is not a kubeconfig: ${error.message}`);
  }
}

function decode(fields: Fields): Kubeconfig {
  const apiVersion = fields.string("apiVersion") || "v1";
  const kind = fields.string("kind") || "Config";
  if (apiVersion !== "v1" || kind !== "Config") {
    throw new KubeconfigError("invalid", `it is of kind ${kind} in API version ${apiVersion}, not Config in v1`);
  }
  const preferences = fields.map("preferences");
  preferences?.boolean("colors");
  if (preferences) extensions(preferences);
  extensions(fields);
  return {
    clusters: named(fields, "clusters", "cluster", cluster),
    users: named(fields, "users", "user", user),
    contexts: named(fields, "contexts", "context", context),
    currentContext: fields.string("current-context"),
  };
}

function named<Entry>(
  fields: Fields,
  list: string,
  key: string,
  read: (fields: Fields) => Entry,
): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const item of fields.maps(list)) {
    const name = item.string("name");
    const entry = read(item.map(key) ?? new Fields(undefined, item.at));
    if (entries.has(name)) throw new KubeconfigError("invalid", `${list} has the name "${name}" twice`);
    entries.set(name, entry);
  }
  return entries;
}

function cluster(fields: Fields): Cluster {
  return {
    server: fields.string("server"),
    tlsServerName: fields.string("tls-server-name"),
    insecureSkipTlsVerify: fields.boolean("insecure-skip-tls-verify"),
    certificateAuthority: fields.string("certificate-authority"),
    certificateAuthorityData: fields.bytes("certificate-authority-data"),
    proxyUrl: fields.string("proxy-url"),
    disableCompression: fields.boolean("disable-compression"),
    extensions: extensions(fields),
  };
}

function user(fields: Fields): User {
  const exec = fields.map("exec");
  const provider = fields.map("auth-provider");
  const settings = provider?.map("config");
  settings?.keys().forEach((key) => settings.string(key));
  extensions(fields);
  const [plugin, unknownOfPlugin] = exec ? execPlugin(exec) : [undefined, []];
  return {
    clientCertificate: fields.string("client-certificate"),
    clientCertificateData: fields.bytes("client-certificate-data"),
    clientKey: fields.string("client-key"),
    clientKeyData: fields.bytes("client-key-data"),
    token: fields.string("token"),
    tokenFile: fields.string("tokenFile"),
    username: fields.string("username"),
    password: fields.string("password"),
    impersonate: {
      user: fields.string("as"),
      uid: fields.string("as-uid"),
      groups: fields.strings("as-groups"),
      extra: stringLists(fields.map("as-user-extra")),
    },
    authProvider: provider && provider.string("name"),
    exec: plugin,
    unknownKeys: [...fields.unread(), ...unknownOfPlugin],
  };
}

function execPlugin(fields: Fields): [ExecPlugin, string[]] {
  const apiVersion = fields.string("apiVersion");
  const env = fields.maps("env");
  const plugin = {
    apiVersion,
    command: fields.string("command"),
    args: fields.strings("args"),
    env: env.map((variable) => ({ name: variable.string("name"), value: variable.string("value") })),
    installHint: fields.string("installHint"),
    provideClusterInfo: fields.boolean("provideClusterInfo"),
    interactiveMode:
      fields.string("interactiveMode") || (WITHOUT_INTERACTIVE_MODE.includes(apiVersion) ? "IfAvailable" : ""),
  };
  const unknown = [
    ...fields.unread().map((key) => `exec.${key}`),
    ...env.flatMap((variable, index) => variable.unread().map((key) => `exec.env[${index}].${key}`)),
  ];
  return [plugin, unknown];
}

function context(fields: Fields): Context {
  extensions(fields);
  return { cluster: fields.string("cluster"), user: fields.string("user"), namespace: fields.string("namespace") };
}

function extensions(fields: Fields): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  for (const item of fields.maps("extensions")) {
    const name = item.string("name");
    if (found.has(name)) throw new KubeconfigError("invalid", `${fields.at}.extensions has the name "${name}" twice`);
    found.set(name, item.any("extension"));
  }
  return found;
}

function stringLists(fields: Fields | undefined): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries((fields?.keys() ?? []).map((key) => [key, fields!.strings(key)]));
}
