import { claimSuffix, fileKey, MOST_CRON_NAME, MOST_JOB_NAME, RESERVED_NAMES, SERVICE_NAME } from "../../config/names";
import { ArgumentError } from "../arguments";
import type { Capabilities } from "../cluster/cluster";
import type { CronArgs, JobArgs, ReplicatedArgs, ServiceArgs, WorkerArgs } from "./arguments";
import { furtherPorts } from "./exposure";
import type { PodArgs } from "./pod-arguments";
import { checkRelease } from "./release";
import { fixedReplicas } from "./scaling";

/** @throws ArgumentError when the arguments of a Service contradict each other, or ask for what its cluster does not have. */
export function checkService(name: string, args: ServiceArgs, { loadBalancers }: Capabilities): void {
  checkReplicated(name, args);
  if (args.expose?.kind === "loadBalancer" && loadBalancers === "none") {
    throw new ArgumentError(name, "expose.kind loadBalancer: the cluster gives no load balancers; use kind node");
  }
  const taken = new Map([[args.port, "port"]]);
  const names = new Set<string>();
  for (const { name: key, port } of furtherPorts(args)) {
    const other = taken.get(port);
    if (other !== undefined) throw new ArgumentError(name, `ports.${key} ${port} is ${other} already: choose another`);
    if (names.has(key))
      throw new ArgumentError(name, `ports.${key}: a sidecar has a port of this name too: rename one`);
    taken.set(port, `ports.${key}`);
    names.add(key);
  }
  if (args.metrics && taken.has(args.metrics.port)) {
    throw new ArgumentError(name, `metrics.port ${args.metrics.port} is the service's own: choose another`);
  }
}

/** @throws ArgumentError when the arguments of a Worker contradict each other. */
export function checkWorker(name: string, args: WorkerArgs): void {
  checkReplicated(name, args);
  if (args.probes.kind === "exec" || args.metrics) return;
  throw new ArgumentError(
    name,
    `a worker has no port for probes of kind ${args.probes.kind}: give it metrics, or exec`,
  );
}

/** @throws ArgumentError when the arguments of a Cron contradict each other. */
export function checkCron(name: string, args: CronArgs): void {
  checkPod(name, args);
  checkLength(name, args.name, MOST_CRON_NAME);
}

/** @throws ArgumentError when the arguments of a Job contradict each other. */
export function checkJob(name: string, args: JobArgs): void {
  checkPod(name, args);
  checkLength(name, args.name, MOST_JOB_NAME);
}

function checkReplicated(name: string, args: ReplicatedArgs): void {
  checkPod(name, args);
  if (args.probes.kind === "exec" && !args.probes.command?.length) {
    throw new ArgumentError(name, "probes.command is missing: the program that answers by its exit code");
  }
  const single = Object.entries(args.volumes ?? {}).find(([, { access }]) => access === "one")?.[0];
  if (single !== undefined && (fixedReplicas(args.scaling) !== 1 || args.strategy !== "recreate")) {
    throw new ArgumentError(name, `with the volume ${single}, of access one, replicas must be 1 and strategy recreate`);
  }
  checkRelease(name, args);
}

function checkLength(name: string, objectName: string, most: number): void {
  if (objectName.length <= most) return;
  throw new ArgumentError(name, `name "${objectName}" has more than ${most} characters, to which each run adds`);
}

function checkPod(name: string, args: PodArgs): void {
  const fault = (text: string) => new ArgumentError(name, text);
  if (!SERVICE_NAME.test(args.name)) {
    throw fault(`name "${args.name}" is not a DNS label that begins with a letter (a-z, 0-9, -; at most 63)`);
  }
  if (RESERVED_NAMES.includes(args.name)) throw fault(`every namespace has objects of the name "${args.name}" already`);
  const containers = [args, ...(args.init ?? []), ...(args.sidecars ?? [])];
  for (const { environment, secrets } of containers) {
    for (const variable of Object.keys(secrets ?? {})) {
      if (Object.hasOwn(environment ?? {}, variable))
        throw fault(`${variable} is under environment and under secrets: remove one`);
    }
  }
  const names = containers.map((container) => container.name);
  const twice = names.find((one, index) => names.indexOf(one) !== index);
  if (twice !== undefined) throw fault(`two containers have the name "${twice}": rename one`);
  for (const path of Object.keys(args.secretFiles ?? {})) {
    if ([args.files, args.writable].some((paths) => Object.hasOwn(paths ?? {}, path)))
      throw fault(`${path} is under secretFiles and under files or writable: remove one`);
  }
  for (const path of Object.keys(args.volumes ?? {})) {
    if ([args.files, args.writable, args.secretFiles].some((paths) => Object.hasOwn(paths ?? {}, path)))
      throw fault(`${path} is under volumes and under files, writable or secretFiles: remove one`);
  }
  checkKeys(name, "files", Object.keys(args.files ?? {}), fileKey);
  checkKeys(name, "volumes", Object.keys(args.volumes ?? {}), claimSuffix);
}

/** Refuses two paths of which one name is made. */
function checkKeys(name: string, what: string, paths: readonly string[], keyOf: (path: string) => string): void {
  const byKey = new Map<string, string>();
  for (const path of paths) {
    const other = byKey.get(keyOf(path));
    if (other !== undefined) {
      throw new ArgumentError(name, `${what} ${other} and ${path} would have the same key ${keyOf(path)}: rename one`);
    }
    byKey.set(keyOf(path), path);
  }
}
