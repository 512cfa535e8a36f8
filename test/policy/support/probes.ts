import { set, type Given } from "./changes";
import { goodWorkloads, pod } from "./workloads";

/** Probes of a container that keep every rule about them. */
export const goodProbes = () => ({
  startupProbe: { httpGet: { path: "/alive", port: "http" }, periodSeconds: 2, failureThreshold: 30 },
  readinessProbe: {
    httpGet: { path: "/ready", port: "http" },
    periodSeconds: 5,
    timeoutSeconds: 2,
    failureThreshold: 2,
  },
  livenessProbe: { httpGet: { path: "/alive", port: 8000 }, periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 },
});

/** A workload of the shared ones, with probes in its main container. */
export function probed(name: string, path = pod("containers[0]")): Given[] {
  const workload = structuredClone(goodWorkloads()[name]!);
  for (const [probe, value] of Object.entries(goodProbes())) set(`${path}.${probe}`, value)(workload);
  return workload;
}
