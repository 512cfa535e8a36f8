import type { Rule } from "../../config/draft";
import { serviceFault, servicesOf } from "../../config/draft";
import { MOST_CRON_NAME, MOST_JOB_NAME } from "../../config/names";
import type { ServiceConfig } from "./schema";

/** What a service can be. */
export const KINDS = ["web", "worker", "cron", "job"] as const;

/** web: answers on a port; worker: runs without one; cron: runs by a schedule; job: runs once per release. */
export type Kind = (typeof KINDS)[number];

/** The keys that only some kinds have; every other key belongs to all of them. */
export const KEYS_OF_KINDS = {
  port: ["web"],
  ports: ["web"],
  expose: ["web"],
  checks: ["web"],
  scaling: ["web", "worker"],
  probes: ["web", "worker"],
  metrics: ["web", "worker"],
  strategy: ["web", "worker"],
  drainTimeout: ["web", "worker"],
  progressDeadline: ["web", "worker"],
  schedule: ["cron"],
  timeZone: ["cron"],
  concurrency: ["cron"],
  history: ["cron"],
  startingDeadline: ["cron"],
  deadline: ["cron", "job"],
  retries: ["cron", "job"],
  before: ["job"],
  reversible: ["job"],
} as const satisfies Partial<Record<keyof ServiceConfig, readonly Kind[]>>;

/** Whether a kind of service runs until it is stopped, with replicas. */
export function isReplicated({ kind }: Pick<ServiceConfig, "kind">): boolean {
  return kind === "web" || kind === "worker";
}

const keysBelongToTheKind: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, service]) =>
    Object.entries(KEYS_OF_KINDS)
      .filter(([name, kinds]) => service[name as keyof ServiceConfig] !== undefined && !includes(kinds, service.kind))
      .map(([name, kinds]) =>
        serviceFault(
          key,
          name,
          undefined,
          `a ${service.kind} has no ${name}: remove it, or make it kind ${kinds.join(" or ")}`,
        ),
      ),
  );

const kindsHaveWhatTheyNeed: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, { kind, port, schedule, metrics, probes }]) => {
    if (kind === "web" && port === undefined) {
      const others = "or make it kind worker, which has none";
      return [serviceFault(key, "port", undefined, `missing; allowed: a whole number from 1024 to 65535; ${others}`)];
    }
    if (kind === "cron" && schedule === undefined) {
      return [serviceFault(key, "schedule", undefined, "missing; allowed: five fields such as 30 2 * * *, or @daily")];
    }
    if (kind === "worker" && probes?.kind !== "exec" && metrics === undefined) {
      const wanted = "a worker has no port to be asked on: give kind exec with a command, or metrics with their port";
      return [serviceFault(key, "probes", probes?.kind && { kind: probes.kind }, wanted)];
    }
    return [];
  });

const needsHaveAPort: Rule = ({ config }) => {
  const kinds = new Map(servicesOf(config).map(([key, { kind }]) => [key, kind]));
  return servicesOf(config).flatMap(([key, { needs }]) =>
    needs.flatMap(({ service }, index) => {
      const kind = service === undefined ? undefined : kinds.get(service);
      if (kind === undefined || kind === "web") return [];
      return [serviceFault(key, `needs.${index}`, service, `a ${kind} has no port to connect to: make it kind web`)];
    }),
  );
};

/** The controllers of jobs add to a name, which must still be a label of the pods. */
const namesLeaveRoom: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, { kind, name = key }]) => {
    const most = { cron: MOST_CRON_NAME, job: MOST_JOB_NAME, web: Infinity, worker: Infinity }[kind];
    return name.length <= most
      ? []
      : [serviceFault(key, "name", name, `allowed for a ${kind}: at most ${most} characters, as each run adds to it`)];
  });

/** What must hold between the kind of a service and its keys. */
export const kindRules: readonly Rule[] = [keysBelongToTheKind, kindsHaveWhatTheyNeed, needsHaveAPort, namesLeaveRoom];

function includes(kinds: readonly Kind[], kind: Kind): boolean {
  return kinds.includes(kind);
}
