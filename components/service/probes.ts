import type * as kubernetes from "@pulumi/kubernetes";
import type { Probes } from "./arguments";

type Probe = kubernetes.types.input.core.v1.Probe;

/** The probes of a container. */
export type ContainerProbes = Readonly<Record<"startupProbe" | "readinessProbe" | "livenessProbe", Probe>>;

/**
 * How a container is asked whether it is started, ready and alive.
 *
 * @param port name of the port on which it is asked.
 */
export function probesOf(
  { kind, readiness, liveness, command, startupTimeout }: Probes,
  port: string,
): ContainerProbes {
  if (kind === "exec") {
    const exec = { exec: { command: [...(command ?? [])] } };
    // A program has to be started for each answer, which takes longer than a request.
    return {
      startupProbe: { ...exec, periodSeconds: 2, timeoutSeconds: 2, failureThreshold: Math.ceil(startupTimeout / 2) },
      readinessProbe: { ...exec, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 2 },
      livenessProbe: { ...exec, periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 3 },
    };
  }
  const ask = (path: string): Probe => (kind === "http" ? { httpGet: { path, port } } : { tcpSocket: { port } });
  return {
    // Asked every second, so that a replica counts as soon as it can.
    startupProbe: { ...ask(liveness), periodSeconds: 1, timeoutSeconds: 1, failureThreshold: startupTimeout },
    readinessProbe: { ...ask(readiness), periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 },
    livenessProbe: { ...ask(liveness), periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 },
  };
}
