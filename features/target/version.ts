import { z } from "zod";
import type { Rule } from "../../config/draft";
import { serviceFault, servicesOf } from "../../config/draft";
import type { ServiceConfig } from "../services/schema";

/** A version of Kubernetes, as a stack file names it. */
const VERSION = /^1\.([1-9]\d)$/;

/** What the components use of a cluster that older ones do not have without being asked to. Minor versions of Kubernetes 1. */
const NEEDED_BY_ALL = 27;

/** What only some services use. */
const NEEDED_BY_SOME: readonly {
  readonly minor: number;
  /** Key of the service that asks for it. */
  readonly key: string;
  readonly what: string;
  readonly isUsedBy: (service: ServiceConfig) => boolean;
}[] = [
  {
    minor: 29,
    key: "sidecars",
    what: "sidecars (init containers that go on running)",
    isUsedBy: ({ sidecars }) => Object.keys(sidecars).length > 0,
  },
  {
    minor: 30,
    key: "kind",
    what: "web services (lifecycle.preStop.sleep, without which a rolling update loses requests)",
    isUsedBy: ({ kind }) => kind === "web",
  },
];

/**
 * The oldest version of a cluster with which every service can run; what a stack asks for may be less:
 *
 * - spreading within a revision (`topologySpreadConstraints.matchLabelKeys`), draining nodes of pods that are not healthy
 *   (`unhealthyPodEvictionPolicy`), autoscaling by one container (`ContainerResource`): 1.27
 * - what only some services use, as above.
 */
export const LEAST_VERSION = `1.${Math.max(NEEDED_BY_ALL, ...NEEDED_BY_SOME.map(({ minor }) => minor))}`;

/** The version of a cluster. */
export const kubernetesVersion = () => {
  const error = `allowed: a version of Kubernetes from 1.${NEEDED_BY_ALL} on, in quotes, such as "${LEAST_VERSION}"`;
  return z.string({ error }).refine((text) => (minorOf(text) ?? 0) >= NEEDED_BY_ALL, { error });
};

/** The minor version in the name of one; undefined where it is none of Kubernetes 1. */
function minorOf(version: string): number | undefined {
  const minor = VERSION.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

const clustersHaveWhatServicesUse: Rule = ({ config }) => {
  const { target } = config;
  const version = target?.kind === "kubernetes" ? target.version : undefined;
  if (version === undefined) return [];
  return servicesOf(config).flatMap(([key, service]) =>
    NEEDED_BY_SOME.filter(({ minor, isUsedBy }) => isUsedBy(service) && (minorOf(version) as number) < minor).map(
      (need) =>
        serviceFault(
          key,
          need.key,
          need.key === "kind" ? service.kind : undefined,
          `${need.what} need Kubernetes 1.${need.minor}, and platform:target.version is ${version}: upgrade the cluster, or do without`,
        ),
    ),
  );
};

/** What must hold between the version of a cluster and what its services use. */
export const versionRules: readonly Rule[] = [clustersHaveWhatServicesUse];
