import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { Secret } from "./components/access/secret";
import { ExistingCluster } from "./components/cluster/existing";
import { Namespace } from "./components/cluster/namespace";
import { Image } from "./components/registry/image";
import { LocalRegistry } from "./components/registry/local";
import { Service } from "./components/service/service";
import type { ResolvedConfig } from "./config/load";
import type { PlatformVariable } from "./config/names";
import type { ResolvedService } from "./config/resolve";
import type { SecretReference } from "./config/service";

/** What a stack tells those who use it. */
export interface PlatformOutputs {
  readonly environment: string;
  readonly namespace: pulumi.Output<string>;
  /** What runs, by the key of the configuration. */
  readonly services: Readonly<Record<string, ServiceOutputs>>;
}

/** What a stack tells of one service. */
export interface ServiceOutputs {
  readonly name: pulumi.Output<string>;
  readonly namespace: pulumi.Output<string>;
  /** URL from outside the cluster; undefined where it is not exposed. */
  readonly url: pulumi.Output<string | undefined>;
  /** URL inside the cluster. */
  readonly internalUrl: pulumi.Output<string>;
  /** Image by digest. */
  readonly image: pulumi.Output<string>;
  readonly replicas: pulumi.Output<number | undefined>;
}

/** Stands up the platform of one environment. */
export function deployPlatform(config: ResolvedConfig): PlatformOutputs {
  const cluster = new ExistingCluster("cluster", config.cluster);
  const registry = new LocalRegistry("registry", { ...config.registry, dockerHost: config.docker.host });
  const providers = [cluster.provider, new random.Provider("random")];

  const namespace = new Namespace("platform", { ...config.namespace }, { providers });
  const inNamespace = { providers, dependsOn: [namespace] };
  const secrets = new Map(
    Object.entries(config.secrets).map(([name, keys]) => [
      name,
      new Secret(name, { name, namespace, keys: secretSources(keys) }, inNamespace),
    ]),
  );

  const services = config.services.map((service) => {
    const built = service.image === undefined ? buildImage(service, config, registry) : undefined;
    const keyOf = ({ secret, key }: SecretReference) => ({ secret: secrets.get(secret) as Secret, key });
    const component = new Service(
      service.name,
      {
        ...service,
        namespace,
        image: built?.reference ?? (service.image as string),
        user: service.user ?? built?.user,
        environment: { ...platformVariables(config), ...service.environment },
        secrets: mapValues(service.secrets, keyOf),
        secretFiles: mapValues(service.secretFiles, keyOf),
        metrics: service.metrics && {
          ...service.metrics,
          namespace: config.monitoring.enabled ? config.monitoring.namespace : undefined,
        },
        expose: service.expose && { ...service.expose, address: cluster.nodeAddress },
        callers: config.services.filter(({ connectsTo }) => connectsTo.includes(service.key)).map(({ name }) => name),
        targets: config.services.filter(({ key }) => service.connectsTo.includes(key)),
      },
      inNamespace,
    );
    return [service.key, component] as const;
  });

  return {
    environment: config.environment,
    namespace: namespace.name,
    services: Object.fromEntries(services.map(([key, service]) => [key, outputsOf(service)])),
  };
}

/** Checks, builds and pushes what a service has to build. */
function buildImage(service: ResolvedService, config: ResolvedConfig, registry: LocalRegistry): Image {
  const { build } = service;
  if (!build) throw new pulumi.RunError(`service "${service.key}" has neither an image nor anything to build`);
  return new Image(`${service.name}-image`, {
    ...build,
    registry,
    repository: build.repository ?? `platform/${service.name}`,
    tag: service.version ?? config.environment,
    baseImages: config.images,
    port: service.port,
    network: config.docker.network,
  });
}

/** What every service is told of where it runs. */
function platformVariables({ environment, debug }: ResolvedConfig): Record<PlatformVariable, string> {
  return { ENVIRONMENT: environment, LOG_LEVEL: debug ? "debug" : "info" };
}

function secretSources(keys: ResolvedConfig["secrets"][string]) {
  return mapValues(keys, ({ value, template }) =>
    value === undefined ? { template: template as string } : { value: pulumi.secret(value) },
  );
}

function outputsOf({ name, namespace, url, internalUrl, image, replicas }: Service): ServiceOutputs {
  return { name, namespace, url, internalUrl, image, replicas };
}

function mapValues<From, To>(map: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
