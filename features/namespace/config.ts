import type { Quota } from "../../config/demand";
import { quotaFor, shortfalls, sumOf } from "../../config/demand";
import type { Rule } from "../../config/draft";
import { requiredIn, servicesOf } from "../../config/draft";
import { shown } from "../../config/faults";
import { dnsLabel, oneOf, strict } from "../../config/fields";
import type { PlatformConfig } from "../../config/schema";
import { fewest } from "../scale/resolve";
import { withFactor } from "../scale/rules";
import { demandOfService } from "../services/demand";
import type { ResolvedService } from "../services/resolve";
import { resolveService } from "../services/resolve";
import { AUTO, ownQuota, quotaSchema } from "./quota";

const schema = strict({
  /** Name in the cluster. @default platform-<environment> */
  name: dnsLabel().optional(),
  /** Pod security standard that is enforced. @default restricted */
  podSecurity: oneOf(["restricted", "baseline"]).default("restricted"),
  /**
   * What all services together may take at the most, the old pods of a rolling update included. auto: what they need, and a quarter more, in
   * whole cores and GiB, which grows with them and shrinks only after a quota has been named; a quota of one's own is a bound that the services have to keep to. @default auto
   */
  quota: quotaSchema,
}).prefault({});

/** The namespace of an environment, with its guards. */
export const namespaceFeature = { key: "namespace", schema } as const;

/** A namespace whose name and quota are known. */
export type ResolvedNamespace = Omit<PlatformConfig["namespace"], "name" | "quota"> & {
  readonly name: string;
  readonly quota: Quota;
  /** Whether the quota is what the services need, and not one that is named. */
  readonly followsDemand: boolean;
};

/**
 * @param environment gives the namespace its name where none is configured.
 * @param services give it its quota where none is configured.
 */
export function resolveNamespace(
  { name, quota: own, ...namespace }: PlatformConfig["namespace"],
  environment: PlatformConfig["environment"],
  services: readonly ResolvedService[],
): ResolvedNamespace {
  return {
    ...namespace,
    name: name ?? `platform-${environment}`,
    followsDemand: own === AUTO,
    quota: own === AUTO ? quotaFor(sumOf(services.map((service) => demandOfService(service)))) : own,
  };
}

const servicesFitTheQuota: Rule = (draft) => {
  const { namespace, workload, scale = 1 } = draft.config;
  const own = ownQuota(namespace?.quota);
  if (!own || !workload) return [];
  // What an autoscaler adds to its fewest replicas is judged at its own key.
  const demands = servicesOf(draft.config)
    .map(([key, service]) => resolveService(key, service, workload, scale))
    .map((service) => demandOfService(service, fewest(service.scaling)));
  return shortfalls(own, sumOf(demands)).map(({ key, have, need }) => ({
    key: `platform:namespace.quota.${key}`,
    value: shown(have),
    wanted:
      `allowed: at least ${need}, which the limits of all services need in a rolling update${withFactor(draft)}; ` +
      "or lower those",
  }));
};

export const namespaceRules: readonly Rule[] = [
  requiredIn(
    ["staging", "production"],
    "namespace.podSecurity",
    (config) => config.namespace?.podSecurity,
    (level) => level === "restricted",
    "restricted",
  ),
  servicesFitTheQuota,
];
