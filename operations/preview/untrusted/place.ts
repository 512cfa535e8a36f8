import execa from "execa";
import * as crypto from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import YAML from "yaml";
import { ENCRYPTION_KEYS } from "../../../config/names";
import { repositoryRoot } from "../../../embedded/paths";
import type { PreviewTarget } from "../../policy/preview-target";
import { stackFile } from "../../pulumi";
import { stackCluster } from "../../stack-cluster";
import { readExport, WITHHELD, type ExportedState } from "./export";
import { sandboxFor, type Sandbox } from "./sandbox";

/** What a program needs of the environment to run; everything else may be a secret. */
const HARMLESS = /^(PATH|LANG|LC_[A-Z]+|TZ|TERM|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|GOGC|NO_COLOR|PLATFORM_CACHE)$/;

/** A place for a preview that nobody trusts. */
export interface UntrustedPlace extends PreviewTarget {
  readonly sandbox: Sandbox;
  /** Ends what serves it. */
  close(): Promise<void>;
}

/**
 * Makes a place for the preview of a pull request that nobody trusts: a state without secrets, plugins that reach nothing, a home of its
 * own, and nothing of the environment but what every program needs.
 *
 * @param file export of the last state, without secrets
 * @param environment in which `pulumi` is found
 * @param work a folder for what is temporary
 * @throws Error when the export has secrets, or the place cannot be made
 */
export async function untrustedPlace(
  stack: string,
  file: string,
  environment: NodeJS.ProcessEnv,
  work: string,
): Promise<UntrustedPlace> {
  const state = readExport(file);
  const folder = path.join(work, `untrusted-${stack}`);
  const [home, backend, config] = ["home", "state", "config"].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const one of [home, backend, config]) fs.mkdirSync(one, { recursive: true, mode: 0o700 });
  const harmless = Object.fromEntries(Object.entries(environment).filter(([name]) => HARMLESS.test(name)));
  const scrubbed: NodeJS.ProcessEnv = {
    ...harmless,
    HOME: home,
    TMPDIR: folder,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${backend}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: crypto.randomBytes(16).toString("hex"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    KUBECONFIG: writeKubeconfig(path.join(home, "kubeconfig"), stack),
  };
  fs.copyFileSync(path.join(repositoryRoot, "Pulumi.yaml"), path.join(config, "Pulumi.yaml"));
  const pulumi = (args: readonly string[], input = "") =>
    execa("pulumi", [...args, "--stack", stack, "--non-interactive"], {
      cwd: config,
      env: scrubbed,
      extendEnv: false,
      input,
    });
  await execa("pulumi", ["stack", "init", stack, "--non-interactive"], {
    cwd: config,
    env: scrubbed,
    extendEnv: false,
  });
  // The new state says how its secrets are encrypted, and the old one is encrypted in the same way.
  const { deployment } = JSON.parse((await pulumi(["stack", "export"])).stdout) as ExportedState;
  const { secrets_providers } = deployment;
  const own = path.join(folder, "state.json");
  const imported = { ...state, deployment: { ...state.deployment, secrets_providers } };
  fs.writeFileSync(own, JSON.stringify(imported), { mode: 0o600 });
  await pulumi(["stack", "import", "--file", own, "--force"]);
  const configFile = path.join(config, `Pulumi.${stack}.yaml`);
  await writeConfiguration(stack, configFile, (key) => pulumi(["config", "set", "--secret", "--path", key], WITHHELD));
  const sandbox = await sandboxFor(environment);
  const plugins = execa(process.execPath, ["--import", "tsx", path.join(__dirname, "plugins.ts"), path.resolve(file)], {
    cwd: repositoryRoot,
    env: scrubbed,
    extendEnv: false,
    reject: false,
  });
  const [ports] = (await Promise.race([
    once(plugins.stdout!.setEncoding("utf8"), "data"),
    plugins.then(({ stderr }) => Promise.reject(new Error(`The plugins of the preview do not start: ${stderr}`))),
  ])) as [string];
  return {
    environment: { ...scrubbed, PULUMI_DEBUG_PROVIDERS: ports.trim() },
    configFile,
    substitute:
      "previewed without secrets, cluster and registry logins, against an export of the last state: values that were withheld count as unchanged" +
      (sandbox.isolated
        ? ""
        : "; this machine keeps nothing but the environment from it, so run it where no secret lies in a file"),
    sandbox,
    close: async () => {
      plugins.stdin?.end();
      await plugins;
    },
  };
}

/** A kubeconfig that has the stack's context, and leads nowhere. */
function writeKubeconfig(file: string, stack: string): string {
  const { context } = stackCluster(stack);
  const nowhere = {
    clusters: [{ name: "none", cluster: { server: "https://127.0.0.1:1" } }],
    users: [{ name: "none", user: {} }],
  };
  const contexts = [{ name: context, context: { cluster: "none", user: "none" } }];
  fs.writeFileSync(file, YAML.stringify({ apiVersion: "v1", kind: "Config", ...nowhere, contexts }), { mode: 0o600 });
  return file;
}

/** The stack's configuration with its encrypted values replaced: nobody here can read them. */
async function writeConfiguration(
  stack: string,
  file: string,
  withhold: (key: string) => Promise<unknown>,
): Promise<void> {
  const encryption = YAML.parse(fs.readFileSync(file, "utf8")) as object | null;
  const document = YAML.parseDocument(fs.readFileSync(stackFile(stack), "utf8"));
  for (const key of ENCRYPTION_KEYS) document.delete(key);
  for (const [key, value] of Object.entries(encryption ?? {})) if (key !== "config") document.set(key, value);
  // The stack's own kubeconfig is none of its business.
  document.deleteIn(["config", "platform:target", "kubeconfig"]);
  const secrets = secretPaths(document.get("config"), []);
  for (const keys of secrets) document.deleteIn(["config", ...keys]);
  fs.writeFileSync(file, document.toString());
  for (const keys of secrets) await withhold(pathOf(keys));
}

/** Where a configuration has values that Pulumi has encrypted. */
function secretPaths(value: unknown, path: readonly (string | number)[]): (string | number)[][] {
  if (YAML.isSeq(value)) return value.items.flatMap((one, index) => secretPaths(one, [...path, index]));
  if (!YAML.isMap(value)) return [];
  const [first, ...others] = value.items;
  if (others.length === 0 && YAML.isScalar(first?.key) && first.key.value === "secure") return [[...path]];
  return value.items.flatMap((pair) =>
    secretPaths(pair.value, [...path, String(YAML.isScalar(pair.key) ? pair.key.value : pair.key)]),
  );
}

/** A path as `pulumi config --path` reads it; the first part is the key itself. */
function pathOf([key, ...rest]: readonly (string | number)[]): string {
  return rest.reduce<string>(
    (text, part) => text + (typeof part === "number" ? `[${part}]` : `["${part}"]`),
    String(key),
  );
}
