import { shortfalls, sumOf } from "../../config/demand";
import type { Rule } from "../../config/draft";
import { requiredIn, servicesOf } from "../../config/draft";
import { shown } from "../../config/faults";
import { cpuBetween, dnsLabel, integer, memoryBetween, oneOf, strict } from "../../config/fields";
import type { PlatformConfig } from "../../config/schema";
import { fewest } from "../scale/resolve";
import { withFactor } from "../scale/rules";
import { demandOfService } from "../services/demand";
import { resolveService } from "../services/resolve";

const schema = strict({
  /** Name in the cluster. @default platform-<environment> */
  name: dnsLabel().optional(),
  /** Pod security standard that is enforced. @default restricted */
  podSecurity: oneOf(["restricted", "baseline"]).default("restricted"),
  /** What all services together may take at the most, the surge of a rolling update included. */
  quota: strict({
    /** Number of pods. */
    pods: integer(1, 10_000),
    /** Sum of the CPU limits. */
    cpu: cpuBetween("100m", "10000"),
    /** Sum of the memory limits. */
    memory: memoryBetween("64Mi", "100Ti"),
  }),
});

/** The namespace of an environment, with its guards. */
export const namespaceFeature = { key: "namespace", schema } as const;

/** A namespace whose name is known. */
export type ResolvedNamespace = PlatformConfig["namespace"] & { readonly name: string };

/** @param environment gives the namespace its name where none is configured. */
export function resolveNamespace(
  namespace: PlatformConfig["namespace"],
  environment: PlatformConfig["environment"],
): ResolvedNamespace {
  return { ...namespace, name: namespace.name ?? `platform-${environment}` };
}

const servicesFitTheQuota: Rule = (draft) => {
  const { namespace, workload, scale = 1 } = draft.config;
  if (!namespace || !workload) return [];
  // What an autoscaler adds to its fewest replicas is judged at its own key.
  const demands = servicesOf(draft.config)
    .map(([key, service]) => resolveService(key, service, workload, scale))
    .map((service) => demandOfService(service, fewest(service.scaling)));
  return shortfalls(namespace.quota, sumOf(demands)).map(({ key, have, need }) => ({
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
