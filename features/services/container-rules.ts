import type { Rule } from "../../config/draft";
import { known, serviceFault, servicesOf } from "../../config/draft";
import type { Fault } from "../../config/faults";
import { PLATFORM_VARIABLES } from "../../config/names";
import { cpuMillicores, memoryBytes } from "../../config/quantity";
import type { PlatformConfig } from "../../config/schema";
import type { ExtraContainerConfig, SecretReference } from "./container";
import { resolveService } from "./resolve";

/** A container of a service, and where it is in the configuration: the service itself, or one beside it. */
interface Placed {
  readonly service: string;
  /** What stands before the names of its keys. */
  readonly at: string;
  readonly container: Pick<ExtraContainerConfig, "environment" | "secrets" | "secretFiles" | "image" | "imageOf">;
}

function containersOf(config: Partial<PlatformConfig>): Placed[] {
  return servicesOf(config).flatMap(([service, container]) => [
    { service, at: "", container },
    ...extrasOf(config).filter((extra) => extra.service === service),
  ]);
}

function extrasOf(config: Partial<PlatformConfig>): (Placed & { readonly name: string })[] {
  return servicesOf(config).flatMap(([service, { init, sidecars }]) =>
    Object.entries({ init, sidecars }).flatMap(([list, containers]) =>
      Object.entries(containers).map(([name, container]) => ({ service, name, at: `${list}.${name}.`, container })),
    ),
  );
}

const variablesOnce: Rule = ({ config }) =>
  containersOf(config).flatMap(({ service, at, container: { environment, secrets } }) =>
    Object.keys(secrets)
      .filter((variable) => Object.hasOwn(environment, variable))
      .map((variable) =>
        serviceFault(
          service,
          `${at}secrets.${variable}`,
          undefined,
          `remove it here or under environment: a variable has one value`,
        ),
      ),
  );

const platformVariablesAreNoSecrets: Rule = ({ config }) =>
  containersOf(config).flatMap(({ service, at, container: { secrets } }) =>
    PLATFORM_VARIABLES.filter((variable) => Object.hasOwn(secrets, variable)).map((variable) =>
      serviceFault(
        service,
        `${at}secrets.${variable}`,
        undefined,
        "the platform sets this variable itself: give another value under environment, or choose another name",
      ),
    ),
  );

const secretsExist: Rule = ({ config }) => {
  const { secrets } = config;
  if (!secrets) return [];
  const faultOf = (service: string, at: string, reference: SecretReference): Fault[] => {
    const secret = Object.hasOwn(secrets, reference.secret) ? secrets[reference.secret] : undefined;
    if (!secret) {
      const wanted = known("secret", reference.secret, Object.keys(secrets));
      return [serviceFault(service, `${at}.secret`, reference.secret, wanted)];
    }
    if (Object.hasOwn(secret, reference.key)) return [];
    const wanted = known(`key of ${reference.secret}`, reference.key, Object.keys(secret));
    return [serviceFault(service, `${at}.key`, reference.key, wanted)];
  };
  return containersOf(config).flatMap(({ service, at, container }) => [
    ...Object.entries(container.secrets).flatMap(([name, one]) => faultOf(service, `${at}secrets.${name}`, one)),
    ...Object.entries(container.secretFiles).flatMap(([path, one]) =>
      faultOf(service, `${at}secretFiles.${path}`, one),
    ),
  ]);
};

const requestsWithinLimits: Rule = ({ config }) => {
  const { workload, scale = 1 } = config;
  if (!workload) return [];
  return servicesOf(config).flatMap(([key, service]) => {
    const resolved = resolveService(key, service, workload, scale);
    const containers = [
      { at: "", ...resolved },
      ...resolved.init.map((container) => ({ at: `init.${container.name}.`, ...container })),
      ...resolved.sidecars.map((container) => ({ at: `sidecars.${container.name}.`, ...container })),
    ];
    return containers.flatMap(({ at, requests, limits }) => [
      ...(memoryBytes(requests.memory) > memoryBytes(limits.memory)
        ? [overLimit(key, at, "memory", requests.memory, limits.memory)]
        : []),
      ...(cpuMillicores(requests.cpu) > cpuMillicores(limits.cpu)
        ? [overLimit(key, at, "cpu", requests.cpu, limits.cpu)]
        : []),
    ]);
  });
};

const oneSource: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, { build, image, imageOf }]) => {
    const [first, second] = Object.entries({ build, image, imageOf }).filter(([, source]) => source !== undefined);
    if (first && second) {
      const wanted = `remove either ${first[0]} or ${second[0]}: a service has one source`;
      return [serviceFault(key, second[0], second[1], wanted)];
    }
    return first ? [] : [serviceFault(key, "build", undefined, "missing: give build, image or imageOf")];
  });

const atMostOneSource: Rule = ({ config }) =>
  extrasOf(config)
    .filter(({ container: { image, imageOf } }) => image !== undefined && imageOf !== undefined)
    .map(({ service, at, container: { imageOf } }) =>
      serviceFault(service, `${at}imageOf`, imageOf, "remove either image or imageOf: a container has one source"),
    );

const imagesOfServices: Rule = ({ config, serviceKeys }) =>
  containersOf(config).flatMap(({ service, at, container: { imageOf } }) => {
    if (imageOf === undefined) return [];
    const fault = (wanted: string) => [serviceFault(service, `${at}imageOf`, imageOf, wanted)];
    if (!serviceKeys.includes(imageOf)) return fault(known("service", imageOf, serviceKeys));
    if (at === "" && imageOf === service) return fault("it is the service itself: give build or image");
    const further = new Map(servicesOf(config)).get(imageOf)?.imageOf;
    return further === undefined ? [] : fault(`it has the image of ${further} itself: name that`);
  });

const containersHaveNames: Rule = ({ config }) => {
  const extras = extrasOf(config);
  return extras.flatMap(({ service, name, at }) => {
    const own = new Map(servicesOf(config)).get(service)?.name ?? service;
    const isTaken = name === own || extras.some((other) => other.at < at && same(other, { service, name }));
    return isTaken
      ? [
          serviceFault(
            service,
            at.slice(0, -1),
            undefined,
            "another container of the service has this name: rename one",
          ),
        ]
      : [];
  });
};

/** What must hold of the containers of services, their own and those beside it. */
export const containerRules: readonly Rule[] = [
  oneSource,
  atMostOneSource,
  imagesOfServices,
  variablesOnce,
  platformVariablesAreNoSecrets,
  secretsExist,
  requestsWithinLimits,
  containersHaveNames,
];

function same(one: { service: string; name: string }, other: { service: string; name: string }): boolean {
  return one.service === other.service && one.name === other.name;
}

function overLimit(service: string, at: string, kind: "memory" | "cpu", request: string, limit: string): Fault {
  const wanted = `allowed: at most the limit, ${limit} (${at}limits.${kind})`;
  return serviceFault(service, `${at}requests.${kind}`, request, wanted);
}
