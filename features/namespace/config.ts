import { sumOf } from "../../config/demand";
import type { Rule } from "../../config/draft";
import { requiredIn, servicesOf } from "../../config/draft";
import type { Fault } from "../../config/faults";
import { shown } from "../../config/faults";
import { cpuBetween, dnsLabel, integer, memoryBetween, oneOf, strict } from "../../config/fields";
import { cpuMillicores, formatCpu, formatMemory, memoryBytes } from "../../config/quantity";
import type { PlatformConfig } from "../../config/schema";
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

const servicesFitTheQuota: Rule = ({ config }) => {
  const { namespace, workload } = config;
  if (!namespace || !workload) return [];
  const { pods, surge, cpu, memory } = sumOf(
    servicesOf(config).map(([key, service]) => demandOfService(resolveService(key, service, workload))),
  );
  const { quota } = namespace;
  const needs = (key: string, value: string | number, needed: string | number): Fault => ({
    key: `platform:namespace.quota.${key}`,
    value: shown(value),
    wanted: `allowed: at least ${needed}, which the limits of all services need in a rolling update; or lower those`,
  });
  return [
    ...(pods + surge > quota.pods ? [needs("pods", quota.pods, pods + surge)] : []),
    ...(memory > memoryBytes(quota.memory) ? [needs("memory", quota.memory, formatMemory(memory))] : []),
    ...(cpu > cpuMillicores(quota.cpu) ? [needs("cpu", quota.cpu, formatCpu(cpu))] : []),
  ];
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
