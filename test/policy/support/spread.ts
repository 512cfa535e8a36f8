import { set, type Given } from "./changes";
import { goodWorkloads, pod } from "./workloads";

const labelSelector = { matchLabels: { "app.kubernetes.io/name": "web" } };

/** A constraint that spreads the pods of the shared workloads. */
export const constraint = (topologyKey: string, fields: Record<string, unknown> = {}) => ({
  topologyKey,
  maxSkew: 1,
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector,
  ...fields,
});

export const ofZones = constraint("topology.kubernetes.io/zone");
export const ofNodes = constraint("kubernetes.io/hostname");

/** Rules by which the pods of the shared workloads keep off each other's nodes. */
export const apart = {
  required: {
    requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "kubernetes.io/hostname", labelSelector }],
  },
  preferred: {
    preferredDuringSchedulingIgnoredDuringExecution: [
      { weight: 1, podAffinityTerm: { topologyKey: "kubernetes.io/hostname", labelSelector } },
    ],
  },
};

/** A workload of the shared ones, spread over zones and nodes. */
export function spread(name: string): Given[] {
  const workload = structuredClone(goodWorkloads()[name]!);
  set(pod("topologySpreadConstraints"), [ofZones, ofNodes])(workload);
  return workload;
}
