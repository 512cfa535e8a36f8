import { isDeepStrictEqual } from "node:util";
import {
  containsUnknown,
  PluginError,
  status,
  Unknown,
  withoutSecrets,
  type CheckResult,
  type DiffResult,
  type PropertyMap,
} from "../plugin";
import { loadKubeconfig, type ClusterSelection } from "./kubeconfig";

/** The provider's settings as the program gives them. */
export interface ProviderSettings {
  cluster: ClusterSelection;
  /** The namespace of objects that name none. @default the context's, else `default` */
  namespace?: string;
  /** ConfigMaps change in place instead of being replaced. @default false */
  mutableConfigMaps: boolean;
  /** Secrets change in place instead of being replaced. @default false */
  mutableSecrets: boolean;
  /** Take over an object that exists already instead of refusing to create it. @default false */
  upsert: boolean;
  /** Overwrite fields that someone else manages. @default false: that is refused */
  force: boolean;
  /** Count objects of a cluster that cannot be reached as deleted. @default false */
  deleteUnreachable: boolean;
  /** Leave objects of a cluster that cannot be reached as they were recorded. @default false */
  skipUpdateUnreachable: boolean;
  /** Do not pass on the server's deprecation warnings. @default false */
  suppressWarnings: boolean;
}

/** What an embedded plugin cannot do, and the value of each setting that asks for it. */
const REFUSED: Record<string, { when: (value: unknown) => boolean; why: string }> = {
  renderYamlToDirectory: {
    when: (value) => value !== "",
    why: "rendering YAML files instead of changing a cluster needs the official Kubernetes plugin",
  },
  enableServerSideApply: {
    when: (value) => !isTrue(value),
    why: "the embedded plugin always uses server-side apply; leave the setting out or use the official Kubernetes plugin",
  },
};

function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A setting of the provider, else the environment variable that the official plugin reads. */
function flag(value: unknown, variable: string): boolean {
  return isTrue(value ?? process.env[variable]);
}

/** Reads the settings from the provider's checked inputs. */
export function readSettings(inputs: PropertyMap): ProviderSettings {
  const plain = withoutSecrets(inputs);
  return {
    cluster: { kubeconfig: text(plain.kubeconfig), context: text(plain.context), cluster: text(plain.cluster) },
    namespace: text(plain.namespace),
    mutableConfigMaps: flag(plain.enableConfigMapMutable, "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE"),
    mutableSecrets: flag(plain.enableSecretMutable, "PULUMI_K8S_ENABLE_SECRET_MUTABLE"),
    upsert: flag(plain.upsertExistingObjects, "PULUMI_K8S_UPSERT_EXISTING_OBJECTS"),
    force: flag(undefined, "PULUMI_K8S_ENABLE_PATCH_FORCE"),
    deleteUnreachable: flag(plain.deleteUnreachable, "PULUMI_K8S_DELETE_UNREACHABLE"),
    skipUpdateUnreachable: flag(plain.skipUpdateUnreachable, "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE"),
    suppressWarnings: flag(plain.suppressDeprecationWarnings, "PULUMI_K8S_SUPPRESS_DEPRECATION_WARNINGS"),
  };
}

/** Refuses settings that this plugin cannot honour. */
export function checkSettings(inputs: PropertyMap): CheckResult {
  const failures = Object.entries(REFUSED)
    .filter(([property, { when }]) => {
      const value = inputs[property];
      return value !== undefined && value !== null && !containsUnknown(value) && when(withoutSecrets(value));
    })
    .map(([property, { why }]) => ({ property, reason: `"${property}" is not possible here: ${why}.` }));
  return { inputs, failures };
}

const CLUSTER_KEYS = ["kubeconfig", "context", "cluster"];
const IDENTIFIER = "clusterIdentifier";

/**
 * Says whether changed settings mean another cluster, which replaces the provider and everything on it. With a
 * `clusterIdentifier` that alone decides; without one the server address of the chosen context does.
 */
export async function diffSettings(oldInputs: PropertyMap, newInputs: PropertyMap): Promise<DiffResult> {
  const old = withoutSecrets(oldInputs);
  const now = withoutSecrets(newInputs);
  const keys = new Set([...Object.keys(old), ...Object.keys(now)]);
  const changed = [...keys].filter(
    (key) => key !== "version" && !key.startsWith("__") && !isDeepStrictEqual(old[key], now[key]),
  );
  if (changed.length === 0) {
    return { changes: false };
  }
  const identified = old[IDENTIFIER] !== undefined && now[IDENTIFIER] !== undefined;
  if (identified) {
    const other = changed.includes(IDENTIFIER);
    return { changes: true, changed, replaces: other ? [IDENTIFIER] : [] };
  }
  const unknown = CLUSTER_KEYS.filter((key) => now[key] instanceof Unknown);
  if (unknown.length > 0) {
    return { changes: true, changed, replaces: unknown };
  }
  const replaces = (await sameCluster(old, now)) ? [] : CLUSTER_KEYS.filter((key) => changed.includes(key));
  return { changes: true, changed, replaces };
}

async function sameCluster(old: PropertyMap, now: PropertyMap): Promise<boolean> {
  const [before, after] = await Promise.all([serverOf(old), serverOf(now)]);
  // A file that is gone or broken says nothing about which cluster it named.
  return before === undefined || after === undefined || before === after;
}

async function serverOf(settings: PropertyMap): Promise<string | undefined> {
  const { cluster } = readSettings(settings);
  try {
    return (await loadKubeconfig(cluster)).server;
  } catch (error) {
    if (error instanceof PluginError) {
      return undefined;
    }
    throw error;
  }
}

/** The error for an operation that only the official plugin has. */
export function unsupported(what: string, instead: string): PluginError {
  return new PluginError(
    `${what} is not supported by the embedded Kubernetes plugin. ${instead}`,
    status.UNIMPLEMENTED,
  );
}
