import * as pulumi from "@pulumi/pulumi";
import type { Secret } from "../../components/access/secret";
import { Image } from "../../components/registry/image";
import type { NetworkNeed } from "../../components/contribution";
import type { Scope } from "../../components/scope";
import { Service } from "../../components/service/service";
import type { Need } from "./needs";
import { internet } from "./needs";
import type { ResolvedService } from "./resolve";
import type { SecretReference } from "./schema";
import type { PlatformVariable } from "../../config/names";
import type { ResolvedConfig } from "../../config/resolve";
import type { ExternalImages } from "../images/deploy";
import type { Secrets } from "../secrets/deploy";
import { mapValues } from "../values";

/** What a stack says of one service. */
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
  const names = new Map(config.services.map(({ key, name }) => [key, name]));
  const keyOf = ({ secret, key }: SecretReference) => ({ secret: built.secrets.get(secret) as Secret, key });
  return Object.fromEntries(
    config.services.map((service) => {
      const image = service.image === undefined ? buildImage(service, config, scope) : undefined;
      const component = new Service(
        service.name,
        {
          ...service,
          image: image?.reference ?? built.images.reference(service.key, service.image as string),
          user: service.user ?? image?.user,
          environment: { ...platformVariables(config), ...service.environment },
          secrets: mapValues(service.secrets, keyOf),
          secretFiles: mapValues(service.secretFiles, keyOf),
          metrics: service.metrics && {
            ...service.metrics,
            namespace: config.monitoring.enabled ? config.monitoring.namespace : undefined,
          },
          needs: service.needs.flatMap((need) => networkNeeds(need, names)),
        },
        scope,
      );
      return [service.key, outputsOf(component)] as const;
    }),
  );
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
  if (!build) throw new pulumi.RunError(`service "${service.key}" has neither an image nor anything to build`);
  return new Image(`${service.name}-image`, {
    ...build,
    registry: target.registry,
    tag: service.version ?? config.environment,
    baseImages: config.thirdPartyImages,
    port: service.port,
    network: config.target.docker.network,
  });
}

/** What every service is given to know of where it runs. */
function platformVariables({ environment, debug }: ResolvedConfig): Record<PlatformVariable, string> {
  return { ENVIRONMENT: environment, LOG_LEVEL: debug ? "debug" : "info" };
}

function outputsOf({ name, namespace, url, internalUrl, image, replicas }: Service): ServiceOutputs {
  return { name, namespace, url, internalUrl, image, replicas };
}
