import { cpuMillicores, formatCpu, formatMemory, memoryBytes } from "../../config/quantity";
import type { ResolvedConfig } from "../../config/resolve";
import type { ResolvedTarget } from "../target/config";
import type { RehearsalConfig } from "./config";
import { NAMESPACE_SUFFIX } from "./config";

/** What kind of thing differs between a stack and its rehearsal; nothing else may. */
export type DifferenceKind =
  | "target"
  | "namespace"
  | "repository"
  | "requests and limits"
  | "storage"
  | "storage class"
  | "kept volume"
  | "node port"
  | "load balancer"
  | "secret";

type Volume = ResolvedConfig["services"][number]["volumes"][string];

type Exposure = NonNullable<ResolvedConfig["services"][number]["expose"]>;

/** Declares a difference where there is one, and returns what the rehearsal has. */
type Differ = <Value extends Difference["target"]>(
  kind: DifferenceKind,
  key: string,
  target: Value,
  value: Value,
) => Value;

/** A declared difference between what a stack's own target gets and what its rehearsal gets. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Key of the configuration, without `platform:`. */
  readonly key: string;
  /** What the stack's own target has; undefined where the key is left out. */
  readonly target: string | number | boolean | undefined;
  /** What the rehearsal has; undefined where the key is left out. */
  readonly rehearsal: string | number | boolean | undefined;
}

/** A rehearsal, with all that it makes different. */
export interface ResolvedRehearsal extends RehearsalConfig {
  readonly differences: readonly Difference[];
}

/** What a process needs to start at all, however small its share: containers that have so much do not get less. */
const LEAST = { cpu: "20m", memory: "64Mi" } as const;

const MEBIBYTE = 1024 ** 2;

/** A container's share of what it has of CPU, in whole millicores. */
export function cpuShare(own: string, factor: number): string {
  if (factor === 1) return own;
  const least = Math.min(cpuMillicores(own), cpuMillicores(LEAST.cpu));
  return formatCpu(Math.max(least, Math.floor(cpuMillicores(own) * factor)));
}

/** A container's share of what it has of memory, in whole mebibytes. */
export function memoryShare(own: string, factor: number): string {
  if (factor === 1) return own;
  const least = Math.min(memoryBytes(own), memoryBytes(LEAST.memory));
  return formatMemory(Math.max(least, Math.floor((memoryBytes(own) * factor) / MEBIBYTE) * MEBIBYTE));
}

/** The size of a folder or volume in a rehearsal. */
export function storageShare(own: string, most: string): string {
  return memoryBytes(own) > memoryBytes(most) ? most : own;
}

/** Repository of an image in a rehearsal: apart from the images of all stacks, so that it can be removed with the rehearsal. */
export function rehearsalRepository(of: string, repository: string): string {
  return `rehearsal/${of}/${repository}`;
}

/**
 * The rehearsal of a stack: its configuration with what has to differ on the embedded cluster, and the list of that.
 *
 * @param own the stack's configuration with its own target.
 * @param rehearsal what differs.
 * @param embedded the embedded cluster.
 */
export function rehearse(own: ResolvedConfig, rehearsal: RehearsalConfig, embedded: ResolvedTarget): ResolvedConfig {
  const { of, factor, storage, generated } = rehearsal;
  const differences: Difference[] = [...differing("target", own.target, embedded)];
  const differ: Differ = (kind, key, target, value) => {
    if (target !== value) differences.push({ kind, key, target, rehearsal: value });
    return value;
  };
  const namespace = {
    ...own.namespace,
    name: differ("namespace", "namespace.name", own.namespace.name, `${own.namespace.name}${NAMESPACE_SUFFIX}`),
  };
  differ("requests and limits", "services.*.requests, services.*.limits", 1, factor);
  const services = own.services.map((service) => {
    const { build, expose, writable, volumes } = service;
    const at = `services.${service.key}`;
    const change = (kind: DifferenceKind, key: string, from: string, to: string) =>
      differ(kind, `${at}.${key}`, from, to);
    return {
      ...withShares(service, factor),
      build: build && {
        ...build,
        repository: change(
          "repository",
          "build.repository",
          build.repository,
          rehearsalRepository(of, build.repository),
        ),
      },
      expose: expose && rehearsedExposure(expose, `${at}.expose`, differ),
      writable: Object.fromEntries(
        Object.entries(writable).map(([path, size]) => [
          path,
          change("storage", `writable.${path}`, size, storageShare(size, storage)),
        ]),
      ),
      volumes: Object.fromEntries(
        Object.entries(volumes).map(([path, volume]) => [
          path,
          rehearsedVolume(
            volume,
            `${at}.volumes.${path}`,
            { storage, storageClass: embedded.storage.className },
            differ,
          ),
        ]),
      ),
    };
  });
  for (const key of generated) differ("secret", `secrets.${key}`, "encrypted", "generated");
  return { ...own, target: embedded, namespace, services, rehearsal: { ...rehearsal, differences } };
}

/** A volume of the embedded cluster's own class, no larger than it may be, which goes with the rehearsal. */
function rehearsedVolume(
  volume: Volume,
  at: string,
  { storage, storageClass }: { readonly storage: string; readonly storageClass: string | undefined },
  differ: Differ,
): Volume {
  const { size, class: own, keep } = volume;
  if (own !== undefined) differ("storage class", `${at}.class`, own, storageClass);
  return {
    ...volume,
    size: differ("storage", `${at}.size`, size, storageShare(size, storage)),
    class: undefined,
    keep: differ("kept volume", `${at}.keep`, keep, false),
  };
}

/** A port of the nodes that the cluster chooses, as another stack on it may have the own one, and as it gives no load balancers. */
function rehearsedExposure(expose: Exposure, at: string, differ: Differ): Exposure {
  if (expose.kind === "node") {
    differ("node port", `${at}.nodePort`, expose.nodePort, undefined);
    return { kind: "node", nodePort: undefined };
  }
  differ("load balancer", `${at}.kind`, expose.kind, "node");
  return { kind: "node", nodePort: undefined };
}

/** What of a target differs, value by value. */
function differing(key: string, target: unknown, embedded: unknown): Difference[] {
  if (isMap(target) && isMap(embedded)) {
    const names = new Set([...Object.keys(target), ...Object.keys(embedded)]);
    return [...names].flatMap((name) => differing(`${key}.${name}`, target[name], embedded[name]));
  }
  if (target === embedded) return [];
  return [
    { kind: "target", key, target: target as Difference["target"], rehearsal: embedded as Difference["rehearsal"] },
  ];
}

/** A service whose containers, at whatever depth, have their shares of requests and limits. */
function withShares<Value extends object>(value: Value, factor: number): Value {
  if (Array.isArray(value))
    return value.map((inner: unknown) => (isMap(inner) ? withShares(inner, factor) : inner)) as never;
  const entries = Object.entries(value).map(([key, inner]: [string, unknown]) => {
    if ((key === "requests" || key === "limits") && isAmounts(inner)) {
      return [key, { ...inner, cpu: cpuShare(inner.cpu, factor), memory: memoryShare(inner.memory, factor) }] as const;
    }
    return [key, isMap(inner) || Array.isArray(inner) ? withShares(inner, factor) : inner] as const;
  });
  return Object.fromEntries(entries) as Value;
}

function isAmounts(value: unknown): value is { readonly cpu: string; readonly memory: string } {
  return isMap(value) && typeof value["cpu"] === "string" && typeof value["memory"] === "string";
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
