import * as pulumi from "@pulumi/pulumi";
import type { Secret } from "../../components/access/secret";
import { Image, userOf } from "../../components/registry/image";
import type { NetworkNeed } from "../../components/contribution";
import type { Scope } from "../../components/scope";
import { Cron } from "../../components/service/cron";
import { Job } from "../../components/service/job";
import { Service } from "../../components/service/service";
import { Worker } from "../../components/service/worker";
import type { SecretReference } from "./container";
import type { Need } from "./needs";
import { internet } from "./needs";
import type { ResolvedContainer, ResolvedService } from "./resolve";
import type { PlatformVariable } from "../../config/names";
import type { ResolvedConfig } from "../../config/resolve";
import type { ExternalImages } from "../images/deploy";
import { withDigest } from "../../formats/image-reference";
import type { UserIds } from "../../formats/dockerfile/users";
import type { Secrets } from "../secrets/deploy";
import { mapValues } from "../values";

/** What a stack says of one service. */
export interface ServiceOutputs {
  readonly name: pulumi.Output<string>;
  readonly namespace: pulumi.Output<string>;
  /** URL from outside the cluster; undefined where it is not exposed. */
  readonly url?: pulumi.Output<string | undefined>;
  /** URL inside the cluster; undefined where it has no port. */
  readonly internalUrl?: pulumi.Output<string>;
  /** Image by digest. */
  readonly image: pulumi.Output<string>;
  /** Undefined for what runs to its end. */
  readonly replicas?: pulumi.Output<number | undefined>;
}

/** What a container runs, and as whom. */
interface Source {
  readonly reference: pulumi.Input<string>;
  /** Undefined where nobody says it in numbers: the usual one then. */
  readonly user?: UserIds;
}

/** What was made before the services. */
interface Made {
  readonly config: ResolvedConfig;
  /** Names of the services by their keys. */
  readonly names: ReadonlyMap<string, string>;
  readonly secrets: Secrets;
  /** Images that exist. */
  readonly external: ExternalImages;
  /** Images of the services that have one of their own, by the key of the service. */
  readonly images: ReadonlyMap<string, Source>;
  /** Jobs that have to succeed before a new version of a service starts, by its key. */
  readonly jobs: ReadonlyMap<string, readonly Job[]>;
}

/**
 * Builds and deploys the services of a stack.
 *
 * @param built what earlier capabilities have made.
 * @returns what the stack says of each, by its key.
 */
export function deployServices(
  config: ResolvedConfig,
  built: { readonly secrets: Secrets; readonly images: ExternalImages },
  scope: Scope,
): Record<string, ServiceOutputs> {
  const images = new Map(
    config.services
      .filter(({ imageOf }) => imageOf === undefined)
      .map((service) => [service.key, sourceOf(service, config, built.images, scope)]),
  );
  const jobs = new Map<string, Job[]>();
  const names = new Map(config.services.map(({ key, name }) => [key, name]));
  const made = { config, names, secrets: built.secrets, external: built.images, images, jobs };
  // The jobs first: the services name those that they wait for.
  const first = config.services.filter(({ kind }) => kind === "job");
  const outputs = new Map<string, ServiceOutputs>();
  for (const service of first) {
    const job = new Job(service.name, { ...service, ...podArgs(service, made) }, scope);
    for (const key of service.before) jobs.set(key, [...(jobs.get(key) ?? []), job]);
    outputs.set(service.key, outputsOf(job));
  }
  for (const service of config.services.filter(({ kind }) => kind !== "job")) {
    outputs.set(service.key, outputsOf(deployService(service, made, scope)));
  }
  return Object.fromEntries(config.services.map(({ key }) => [key, outputs.get(key) as ServiceOutputs]));
}

function deployService(service: ResolvedService, made: Made, scope: Scope): Service | Worker | Cron {
  const pod = podArgs(service, made);
  const { monitoring } = made.config;
  const replicated = {
    metrics: service.metrics && {
      ...service.metrics,
      namespace: monitoring.enabled ? monitoring.namespace : undefined,
    },
    after: made.jobs.get(service.key)?.map(({ done }) => done),
  };
  switch (service.kind) {
    case "worker":
      return new Worker(service.name, { ...service, ...pod, ...replicated }, scope);
    case "cron":
      return new Cron(service.name, { ...service, ...pod, schedule: service.schedule as string }, scope);
    default:
      return new Service(service.name, { ...service, ...pod, ...replicated, port: service.port as number }, scope);
  }
}

/** What pods of every kind are given. */
function podArgs(service: ResolvedService, made: Made) {
  const { config, names, images } = made;
  const sourceOfKey = (key: string) => images.get(key === service.key ? (service.imageOf ?? key) : key) as Source;
  const source = sourceOfKey(service.key);
  const extra = (container: ResolvedContainer) => ({
    ...container,
    ...containerArgs(container, made),
    image:
      container.image === undefined
        ? sourceOfKey(container.imageOf ?? service.key).reference
        : made.external.reference(service.key, container.image),
  });
  return {
    ...containerArgs(service, made),
    image: source.reference,
    user: service.user ?? source.user,
    volumes: mapValues(service.volumes, ({ class: className, ...volume }) => ({
      ...volume,
      className: className ?? config.target.storage.className,
    })),
    init: service.init.map(extra),
    sidecars: service.sidecars.map((sidecar) => ({ ...extra(sidecar), ports: sidecar.ports, probes: sidecar.probes })),
    needs: service.needs.flatMap((need) => networkNeeds(need, names)),
  };
}

/** What every container is given. */
function containerArgs(
  { environment, secrets, secretFiles }: Pick<ResolvedService, "environment" | "secrets" | "secretFiles">,
  { config, secrets: all }: Made,
) {
  const keyOf = ({ secret, key }: SecretReference) => ({ secret: all.get(secret) as Secret, key });
  return {
    environment: { ...platformVariables(config), ...environment },
    secrets: mapValues(secrets, keyOf),
    secretFiles: mapValues(secretFiles, keyOf),
  };
}

/** What a service runs: the image of a release, one that exists elsewhere, or one that is built. */
function sourceOf(service: ResolvedService, config: ResolvedConfig, external: ExternalImages, scope: Scope): Source {
  const digest = Object.hasOwn(config.images.released, service.key) ? config.images.released[service.key] : undefined;
  if (digest !== undefined) return releasedSource(service, digest, config, scope);
  if (service.image !== undefined) {
    return { reference: external.reference(service.key, service.image), user: service.user };
  }
  return buildImage(service, config, scope);
}

/** What a service runs as a part of a release: the image that was built or resolved for it then. */
function releasedSource(service: ResolvedService, digest: string, config: ResolvedConfig, { target }: Scope): Source {
  const { build, image } = service;
  if (image !== undefined) return { reference: withDigest(image, digest), user: service.user };
  if (!build) throw nothingToRun(service);
  // As a build gives it, so that the same image in the same registry is the same reference.
  const repository = target.registry.imageName(build.repository, tagOf(service, config)).apply(withoutTag);
  return {
    reference: pulumi.interpolate`${repository}@${digest}`,
    user: userOf(build, { port: service.port, baseImages: config.thirdPartyImages }),
  };
}

/** A need as the network sees it. */
function networkNeeds({ service, cidr, except, ports }: Need, names: ReadonlyMap<string, string>): NetworkNeed[] {
  if (service !== undefined) return [{ kind: "workload", name: names.get(service) as string, ports }];
  const ranges = cidr === undefined ? internet() : [{ cidr, except }];
  return ranges.map((range) => ({ kind: "addresses", ...range, ports }));
}

/** Checks, builds and pushes what a service has to build. */
function buildImage(service: ResolvedService, config: ResolvedConfig, { target }: Scope): Image {
  const { build } = service;
  if (!build) throw nothingToRun(service);
  return new Image(`${service.name}-image`, {
    ...build,
    registry: target.registry,
    tag: tagOf(service, config),
    baseImages: config.thirdPartyImages,
    port: service.port,
    network: config.target.docker.network,
  });
}

function withoutTag(name: string): string {
  return name.slice(0, name.lastIndexOf(":"));
}

function tagOf({ version }: ResolvedService, { environment }: ResolvedConfig): string {
  return version ?? environment;
}

function nothingToRun({ key }: ResolvedService): pulumi.RunError {
  return new pulumi.RunError(`service "${key}" has neither an image nor anything to build`);
}

/** What every service is given to know of where it runs. */
function platformVariables({ environment, debug }: ResolvedConfig): Record<PlatformVariable, string> {
  return { ENVIRONMENT: environment, LOG_LEVEL: debug ? "debug" : "info" };
}

function outputsOf(component: Service | Worker | Cron | Job): ServiceOutputs {
  const { name, namespace, image } = component;
  if (component instanceof Service) {
    const { url, internalUrl, replicas } = component;
    return { name, namespace, url, internalUrl, image, replicas };
  }
  return component instanceof Worker
    ? { name, namespace, image, replicas: component.replicas }
    : { name, namespace, image };
}
