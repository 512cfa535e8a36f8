import type { Rule } from "../../config/draft";
import { known, serviceFault, servicesOf } from "../../config/draft";
import { leastProgressDeadline } from "../../config/duration";
import type { Fault } from "../../config/faults";
import { shown } from "../../config/faults";
import { fileKey, PLATFORM_VARIABLES, RESERVED_NAMES } from "../../config/names";
import { cpuMillicores, memoryBytes } from "../../config/quantity";
import type { PlatformConfig } from "../../config/schema";
import { needsRules } from "./needs";
import { resolveService } from "./resolve";
import type { ServiceConfig } from "./schema";

const productionServicesHaveReplicas: Rule = ({ stack, config }) =>
  stack !== "production"
    ? []
    : servicesOf(config).flatMap(([key, { replicas }]) =>
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
  servicesOf(config).flatMap(([key, { build, image }]) => {
    if (build && image)
      return [serviceFault(key, "image", image, "remove either build or image: a service has one source")];
    if (!build && !image) return [serviceFault(key, "build", undefined, "missing: give build or image")];
    return [];
  });

const uniqueNames: Rule = ({ config }) => duplicates(config, "name", (service, key) => service.name ?? key);

const namesAreFree: Rule = ({ config }) =>
  servicesOf(config)
    .filter(([key, { name }]) => RESERVED_NAMES.includes(name ?? key))
    .map(([key, { name }]) =>
      serviceFault(key, "name", name ?? key, "every namespace has objects of this name already: choose another"),
    );

const uniqueNodePorts: Rule = ({ config }) =>
  duplicates(config, "expose.nodePort", (service) => service.expose?.nodePort);

const variablesOnce: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, { environment, secrets }]) =>
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
  servicesOf(config).flatMap(([key, { secrets }]) =>
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
  servicesOf(config).flatMap(([key, { files, secretFiles, writable }]) => {
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
  servicesOf(config).flatMap(([key, { port, metrics }]) =>
    metrics?.port === port
      ? [serviceFault(key, "metrics.port", port, "allowed: another port than the service's, which others may reach")]
      : [],
  );

const releasesCanSucceed: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, { progressDeadline, probes, ...service }]) => {
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
  return servicesOf(config).flatMap(([key, service]) =>
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

const requestsWithinLimits: Rule = ({ config }) => {
  const { workload } = config;
  if (!workload) return [];
  return servicesOf(config).flatMap(([key, service]) => {
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

/** What must hold between the keys of services. */
export const servicesRules: readonly Rule[] = [
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
  ...needsRules,
  requestsWithinLimits,
];

function overLimit(service: string, kind: "memory" | "cpu", request: string, limit: string): Fault {
  return serviceFault(service, `requests.${kind}`, request, `allowed: at most the limit, ${limit} (limits.${kind})`);
}

function duplicates(
  config: Partial<PlatformConfig>,
  at: string,
  value: (service: ServiceConfig, key: string) => string | number | undefined,
): Fault[] {
  const first = new Map<string | number, string>();
  return servicesOf(config).flatMap(([key, service]) => {
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
