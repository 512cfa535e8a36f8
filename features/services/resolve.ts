import type { UserIds } from "../../formats/dockerfile/users";
import { cpuMillicores, formatCpu, formatMemory, memoryBytes } from "../../config/quantity";
import type { PlatformConfig } from "../../config/schema";
import type { ServiceConfig } from "./schema";

/** Limits that a service does not name are this many times its requests. */
const LIMIT_FACTOR = 2;

/** A service with everything that it left to its environment filled in. */
export interface ResolvedService extends Omit<
  ServiceConfig,
  "name" | "build" | "replicas" | "requests" | "limits" | "user"
> {
  /** Key of the service in the configuration. */
  readonly key: string;
  /** Name in the cluster. */
  readonly name: string;
  /** What to build; undefined where the image exists. */
  readonly build: (NonNullable<ServiceConfig["build"]> & { readonly repository: string }) | undefined;
  readonly replicas: number;
  /** Undefined where the service does not say it. */
  readonly user: UserIds | undefined;
  /** Per replica, in normal form. */
  readonly requests: { readonly memory: string; readonly cpu: string };
  /** Per replica, in normal form. */
  readonly limits: { readonly memory: string; readonly cpu: string };
}

/**
 * Fills in what a service leaves to its environment.
 *
 * @param key key of the service in the configuration.
 * @param service the checked service.
 * @param workload what the environment gives a service that says nothing else.
 */
export function resolveService(
  key: string,
  service: ServiceConfig,
  workload: PlatformConfig["workload"],
): ResolvedService {
  const requests = {
    memory: service.requests.memory ?? workload.memory,
    cpu: service.requests.cpu ?? workload.cpu,
  };
  const name = service.name ?? key;
  return {
    ...service,
    key,
    name,
    build: service.build && { ...service.build, repository: service.build.repository ?? `platform/${name}` },
    replicas: service.replicas ?? workload.replicas,
    user: service.user && { id: service.user.id, group: service.user.group ?? service.user.id },
    requests,
    limits: {
      memory: service.limits.memory ?? formatMemory(LIMIT_FACTOR * memoryBytes(requests.memory)),
      cpu: service.limits.cpu ?? formatCpu(LIMIT_FACTOR * cpuMillicores(requests.cpu)),
    },
  };
}
