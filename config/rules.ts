import type { Fault } from "./faults";
import { shown } from "./faults";
import { leastProgressDeadline } from "./duration";
import { fileKey, nearest, PLATFORM_VARIABLES, RESERVED_NAMES } from "./names";
import { cpuMillicores, formatCpu, formatMemory, memoryBytes } from "./quantity";
import { resolveService } from "./resolve";
import type { Environment, PlatformConfig } from "./schema";
import type { ServiceConfig } from "./service";

/** What of a configuration could be read: a rule looks only at what is there, so that no fault hides another. */
export interface Draft {
  /** Name of the stack. */
  readonly stack: string;
  /** The top-level values that are right; `services` holds those services that are right. */
  readonly config: Partial<PlatformConfig>;
  /** Keys of all services, right or not. */
  readonly serviceKeys: readonly string[];
}

type Rule = (draft: Draft) => Fault[];

/** What an environment must have, as one row each. */
const REQUIREMENTS: readonly {
  environments: readonly Environment[];
  key: string;
  value: (config: Partial<PlatformConfig>) => unknown;
  holds: (value: never) => boolean;
  wanted: string;
}[] = [
  required(
    ["staging", "production"],
    "debug",
    (config) => config.debug,
    (on) => !on,
    "false",
  ),
  required(
    ["staging", "production"],
    "monitoring.enabled",
    (config) => config.monitoring?.enabled,
    (on) => on,
    "true",
  ),
  required(
    ["production"],
    "backup.enabled",
    (config) => config.backup?.enabled,
    (on) => on,
    "true",
  ),
  required(
    ["staging"],
    "workload.replicas",
    (config) => config.workload?.replicas,
    (count) => count >= 2,
    "at least 2, as a fault that needs two replicas must show before production",
  ),
  required(
    ["production"],
    "workload.replicas",
    (config) => config.workload?.replicas,
    (count) => count >= 3,
    "at least 3, so that one may fail while another is replaced",
  ),
  required(
    ["staging", "production"],
    "namespace.podSecurity",
    (config) => config.namespace?.podSecurity,
    (level) => level === "restricted",
    "restricted",
  ),
];

function required<Value>(
  environments: readonly Environment[],
  key: string,
  value: (config: Partial<PlatformConfig>) => Value | undefined,
  holds: (value: Value) => boolean,
  wanted: string,
) {
  return { environments, key, value, holds: holds as (value: never) => boolean, wanted };
}

const environmentIsTheStack: Rule = ({ stack, config: { environment } }) =>
  environment === undefined || environment === stack
    ? []
    : [
        {
          key: "platform:environment",
          value: shown(environment),
          wanted: `allowed: ${stack}, the name of the stack (one stack is one environment)`,
        },
      ];

// The stack says what is required, so that a wrong `environment` lowers nothing and hides nothing.
const environmentHasWhatItMust: Rule = ({ stack, config }) =>
  REQUIREMENTS.filter(({ environments }) => environments.some((environment) => environment === stack)).flatMap(
    ({ key, value, holds, wanted }) => {
      const found = value(config);
      if (found === undefined || holds(found as never)) return [];
      return [{ key: `platform:${key}`, value: shown(found), wanted: `allowed in ${stack}: ${wanted}` }];
    },
  );

const productionServicesHaveReplicas: Rule = ({ stack, config }) =>
  stack !== "production"
    ? []
    : services(config).flatMap(([key, { replicas }]) =>
        replicas === undefined || replicas >= 2
          ? []
          : [
              {
                key: `platform:services.${key}.replicas`,
                value: shown(replicas),
                wanted: "allowed in production: at least 2, so that a node may fail or be drained",
              },
            ],
      );

const oneSource: Rule = ({ config }) =>
  services(config).flatMap(([key, { build, image }]) => {
    if (build && image)
      return [serviceFault(key, "image", image, "remove either build or image: a service has one source")];
    if (!build && !image) return [serviceFault(key, "build", undefined, "missing: give build or image")];
    return [];
  });

const uniqueNames: Rule = ({ config }) => duplicates(config, "name", (service, key) => service.name ?? key);

const namesAreFree: Rule = ({ config }) =>
  services(config)
    .filter(([key, { name }]) => RESERVED_NAMES.includes(name ?? key))
    .map(([key, { name }]) =>
      serviceFault(key, "name", name ?? key, "every namespace has objects of this name already: choose another"),
    );

const uniqueNodePorts: Rule = ({ config }) =>
  duplicates(config, "expose.nodePort", (service) => service.expose?.nodePort);

const variablesOnce: Rule = ({ config }) =>
  services(config).flatMap(([key, { environment, secrets }]) =>
    Object.keys(secrets)
      .filter((variable) => Object.hasOwn(environment, variable))
      .map((variable) =>
        serviceFault(
          key,
          `secrets.${variable}`,
          undefined,
          `remove it here or under environment: a variable has one value`,
        ),
      ),
  );

const platformVariablesAreNoSecrets: Rule = ({ config }) =>
  services(config).flatMap(([key, { secrets }]) =>
    PLATFORM_VARIABLES.filter((variable) => Object.hasOwn(secrets, variable)).map((variable) =>
      serviceFault(
        key,
        `secrets.${variable}`,
        undefined,
        "the platform sets this variable itself: give another value under environment, or choose another name",
      ),
    ),
  );

const filesHavePlaces: Rule = ({ config }) =>
  services(config).flatMap(([key, { files, secretFiles, writable }]) => {
    const byKey = new Map<string, string>();
    const secret = Object.keys(secretFiles).flatMap((path) => {
      const other = Object.hasOwn(files, path) ? "files" : Object.hasOwn(writable, path) ? "writable" : undefined;
      return other === undefined
        ? []
        : [serviceFault(key, `secretFiles.${path}`, undefined, `is under ${other} too: remove one`)];
    });
    const given = Object.keys(files).flatMap((path) => {
      if (Object.hasOwn(writable, path)) {
        return [serviceFault(key, `files.${path}`, undefined, "is a folder under writable too: remove one")];
      }
      const other = byKey.get(fileKey(path));
      byKey.set(fileKey(path), path);
      if (other === undefined) return [];
      return [
        serviceFault(key, `files.${path}`, undefined, `its key in the ConfigMap is that of ${other}: rename one`),
      ];
    });
    return [...secret, ...given];
  });

const metricsHaveTheirOwnPort: Rule = ({ config }) =>
  services(config).flatMap(([key, { port, metrics }]) =>
    metrics?.port === port
      ? [serviceFault(key, "metrics.port", port, "allowed: another port than the service's, which others may reach")]
      : [],
  );

const releasesCanSucceed: Rule = ({ config }) =>
  services(config).flatMap(([key, { progressDeadline, probes, ...service }]) => {
    const least = leastProgressDeadline({ ...service, startupTimeout: probes.startupTimeout });
    if (progressDeadline === undefined || progressDeadline >= least) return [];
    return [
      serviceFault(
        key,
        "progressDeadline",
        `${progressDeadline}s`,
        `allowed: at least ${least}s, which starting${service.strategy === "recreate" ? " after the old replica's end" : ""} ` +
          "may take (probes.startupTimeout, drainTimeout); or leave it out, and it follows from those",
      ),
    ];
  });

const secretsExist: Rule = ({ config }) => {
  const { secrets } = config;
  if (!secrets) return [];
  return services(config).flatMap(([key, service]) =>
    [
      ...Object.entries(service.secrets).map(([variable, reference]) => [`secrets.${variable}`, reference] as const),
      ...Object.entries(service.secretFiles).map(([path, reference]) => [`secretFiles.${path}`, reference] as const),
    ].flatMap(([at, reference]) => {
      const secret = Object.hasOwn(secrets, reference.secret) ? secrets[reference.secret] : undefined;
      if (!secret)
        return [
          serviceFault(key, `${at}.secret`, reference.secret, known("secret", reference.secret, Object.keys(secrets))),
        ];
      if (!Object.hasOwn(secret, reference.key)) {
        return [
          serviceFault(
            key,
            `${at}.key`,
            reference.key,
            known(`key of ${reference.secret}`, reference.key, Object.keys(secret)),
          ),
        ];
      }
      return [];
    }),
  );
};

const secretsHaveASource: Rule = ({ config }) =>
  Object.entries(config.secrets ?? {}).flatMap(([secret, keys]) =>
    Object.entries(keys).flatMap(([key, { value, template }]) => {
      if (value !== undefined || template !== undefined) return [];
      const path = `platform:secrets.${secret}.${key}`;
      return [
        { key: path, wanted: `missing: give a template, or run: pulumi config set --secret --path ${path}.value` },
      ];
    }),
  );

const connectionsExist: Rule = ({ config, serviceKeys }) =>
  services(config).flatMap(([key, { connectsTo }]) =>
    connectsTo
      .filter((target) => !serviceKeys.includes(target))
      .map((target) => serviceFault(key, "connectsTo", target, known("service", target, serviceKeys))),
  );

const requestsWithinLimits: Rule = ({ config }) => {
  const { workload } = config;
  if (!workload) return [];
  return services(config).flatMap(([key, service]) => {
    const { requests, limits } = resolveService(key, service, workload);
    const faults: Fault[] = [];
    if (memoryBytes(requests.memory) > memoryBytes(limits.memory)) {
      faults.push(overLimit(key, "memory", requests.memory, limits.memory));
    }
    if (cpuMillicores(requests.cpu) > cpuMillicores(limits.cpu)) {
      faults.push(overLimit(key, "cpu", requests.cpu, limits.cpu));
    }
    return faults;
  });
};

/** A rolling update may for a while hold the old replicas, which finish their requests, beside all of the new ones. */
const servicesFitTheQuota: Rule = ({ config }) => {
  const { namespace, workload } = config;
  if (!namespace || !workload) return [];
  let pods = 0;
  let memory = 0;
  let cpu = 0;
  for (const [key, service] of services(config)) {
    const { replicas, limits, strategy } = resolveService(key, service, workload);
    const count = strategy === "rolling" ? 2 * replicas : replicas;
    pods += count;
    memory += count * memoryBytes(limits.memory);
    cpu += count * cpuMillicores(limits.cpu);
  }
  const { quota } = namespace;
  const needs = (key: string, value: string | number, needed: string | number): Fault => ({
    key: `platform:namespace.quota.${key}`,
    value: shown(value),
    wanted: `allowed: at least ${needed}, which the limits of all services need in a rolling update; or lower those`,
  });
  return [
    ...(pods > quota.pods ? [needs("pods", quota.pods, pods)] : []),
    ...(memory > memoryBytes(quota.memory) ? [needs("memory", quota.memory, formatMemory(memory))] : []),
    ...(cpu > cpuMillicores(quota.cpu) ? [needs("cpu", quota.cpu, formatCpu(cpu))] : []),
  ];
};

const RULES: readonly Rule[] = [
  environmentIsTheStack,
  environmentHasWhatItMust,
  productionServicesHaveReplicas,
  oneSource,
  uniqueNames,
  namesAreFree,
  uniqueNodePorts,
  variablesOnce,
  platformVariablesAreNoSecrets,
  filesHavePlaces,
  metricsHaveTheirOwnPort,
  releasesCanSucceed,
  secretsExist,
  secretsHaveASource,
  connectionsExist,
  requestsWithinLimits,
  servicesFitTheQuota,
];

/** Everything that is wrong between keys, or wrong for the environment, in what of a configuration could be read. */
export function brokenRules(draft: Draft): Fault[] {
  return RULES.flatMap((rule) => rule(draft));
}

function services(config: Partial<PlatformConfig>): [string, ServiceConfig][] {
  return Object.entries(config.services ?? {});
}

function serviceFault(service: string, key: string, value: unknown, wanted: string): Fault {
  return { key: `platform:services.${service}.${key}`, value: shown(value), wanted };
}

function overLimit(service: string, kind: "memory" | "cpu", request: string, limit: string): Fault {
  return serviceFault(service, `requests.${kind}`, request, `allowed: at most the limit, ${limit} (limits.${kind})`);
}

function known(what: string, word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  if (near) return `no such ${what}: did you mean "${near}"?`;
  return `no such ${what}; there ${candidates.length ? `are: ${candidates.join(", ")}` : "is none"}`;
}

function duplicates(
  config: Partial<PlatformConfig>,
  at: string,
  value: (service: ServiceConfig, key: string) => string | number | undefined,
): Fault[] {
  const first = new Map<string | number, string>();
  return services(config).flatMap(([key, service]) => {
    const found = value(service, key);
    if (found === undefined) return [];
    const other = first.get(found);
    if (other === undefined) {
      first.set(found, key);
      return [];
    }
    return [serviceFault(key, at, found, `service "${other}" has it already: each service needs its own`)];
  });
}
