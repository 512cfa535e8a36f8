import type { UserIds } from "../../formats/dockerfile/users";
import type { ReleaseTimes } from "../../config/duration";
import { cpuMillicores, formatCpu } from "../../config/quantity";
import type { PlatformConfig } from "../../config/schema";
import type { ResolvedScaling } from "../scale/resolve";
import { resolveScaling } from "../scale/resolve";
import type { ExtraContainerConfig, SidecarConfig } from "./container";
import type { Kind } from "./kinds";
import type { ServiceConfig } from "./schema";
import { isSingle } from "./volumes";

/** A CPU limit that is not named is this many times the request; a memory limit is the request itself, as memory cannot be taken back. */
const CPU_LIMIT_FACTOR = 2;

/** What a service has that says nothing itself; times are in seconds. */
const USUAL = {
  drainTimeout: 20,
  probes: { kind: "http", command: undefined, readiness: "/readyz", liveness: "/healthz", startupTimeout: 60 },
  timeZone: "Etc/UTC",
  concurrency: "forbid",
  history: { succeeded: 3, failed: 3 },
  startingDeadline: 200,
  retries: 2,
} as const;

/** Replicas of what one node alone can mount the volume of, however the environment is scaled. */
const ONE: ResolvedScaling = { kind: "fixed", replicas: 1 };

/** How long a run may take, in seconds, where the service says nothing itself. */
const USUAL_DEADLINE: Readonly<Record<Kind, number>> = { web: 0, worker: 0, cron: 3600, job: 600 };

/** Memory and CPU, in normal form. */
interface Amounts {
  readonly memory: string;
  readonly cpu: string;
}

/** A container beside that of a service with everything filled in that it left open. */
export interface ResolvedContainer extends Omit<ExtraContainerConfig, "limits"> {
  readonly name: string;
  readonly limits: Amounts;
}

/** A container that runs as long as a service does, with everything filled in that it left open. */
export interface ResolvedSidecar extends ResolvedContainer {
  readonly ports: Readonly<Record<string, number>>;
  /** Undefined where it is not asked. */
  readonly probes?: NonNullable<SidecarConfig["probes"]>;
}

type Defaulted = "kind" | "scaling" | "requests" | "limits" | "user" | "name" | "init" | "sidecars" | RunKey;
type RunKey = "strategy" | "before" | "ports" | "deadline" | keyof typeof USUAL;

/** A service with everything that it left to its environment filled in. What only other kinds have is there too, and nobody looks at it. */
export interface ResolvedService
  extends Omit<ServiceConfig, Defaulted | "build">, Required<Pick<ServiceConfig, "kind" | Exclude<RunKey, "probes">>> {
  /** Key of the service in the configuration. */
  readonly key: string;
  /** Name in the cluster. */
  readonly name: string;
  /** What to build; undefined where the image exists. */
  readonly build: (NonNullable<ServiceConfig["build"]> & { readonly repository: string }) | undefined;
  readonly scaling: ResolvedScaling;
  readonly probes: NonNullable<ServiceConfig["probes"]>;
  /** Undefined where the service does not say it. */
  readonly user: UserIds | undefined;
  /** Per replica, in normal form. */
  readonly requests: Amounts;
  /** Per replica, in normal form. */
  readonly limits: Amounts;
  /** In the order in which they run. */
  readonly init: readonly ResolvedContainer[];
  /** In the order in which they start. */
  readonly sidecars: readonly ResolvedSidecar[];
}

/**
 * Fills in what a service leaves to its environment.
 *
 * @param key key of the service in the configuration.
 * @param service the checked service.
 * @param workload what the environment gives a service that says nothing else.
 * @param scale by what the replicas of the whole environment are multiplied.
 */
export function resolveService(
  key: string,
  service: ServiceConfig,
  workload: PlatformConfig["workload"],
  scale: number,
): ResolvedService {
  const requests = {
    memory: service.requests.memory ?? workload.memory,
    cpu: service.requests.cpu ?? workload.cpu,
  };
  const name = service.name ?? key;
  return {
    ...USUAL,
    deadline: USUAL_DEADLINE[service.kind],
    ports: {},
    before: [],
    ...withoutUndefined(service),
    strategy: releaseTimes(service).strategy,
    key,
    name,
    build: service.build && { ...service.build, repository: service.build.repository ?? `platform/${name}` },
    scaling: isSingle(service) ? ONE : resolveScaling(service.scaling, workload.replicas, scale),
    user: service.user && { id: service.user.id, group: service.user.group ?? service.user.id },
    requests,
    limits: limitsOf(requests, service.limits),
    init: resolveContainers(service.init),
    sidecars: resolveContainers(service.sidecars).map((sidecar) => ({ ...sidecar, ports: sidecar.ports ?? {} })),
  };
}

/** What decides how long a release of a service takes. */
export function releaseTimes(service: ServiceConfig): ReleaseTimes {
  return {
    // One after the other.
    startupTimeout: [service.probes ?? USUAL.probes, ...Object.values(service.sidecars).map(({ probes }) => probes)]
      .map((probes) => probes?.startupTimeout ?? 0)
      .reduce((sum, seconds) => sum + seconds),
    drainTimeout: service.drainTimeout ?? USUAL.drainTimeout,
    strategy: service.strategy ?? (isSingle(service) ? "recreate" : "rolling"),
  };
}

function resolveContainers<Config extends ExtraContainerConfig>(containers: Readonly<Record<string, Config>>) {
  return Object.entries(containers).map(([name, container]) => ({
    ...container,
    name,
    limits: limitsOf(container.requests, container.limits),
  }));
}

function limitsOf(requests: Amounts, { memory, cpu }: ServiceConfig["limits"]): Amounts {
  return {
    memory: memory ?? requests.memory,
    cpu: cpu ?? formatCpu(CPU_LIMIT_FACTOR * cpuMillicores(requests.cpu)),
  };
}

/** The keys that have a value: one that is undefined would hide what is usual. */
function withoutUndefined<Record extends object>(record: Record): Record {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Record;
}
