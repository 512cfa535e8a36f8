import type * as kubernetes from "@pulumi/kubernetes";
import { ArgumentError } from "../arguments";
import type { Probes, SidecarArgs } from "./container-arguments";

type Probe = kubernetes.types.input.core.v1.Probe;

/** The probes of a container. */
export type ContainerProbes = Readonly<Record<"startupProbe" | "readinessProbe" | "livenessProbe", Probe>>;

/**
 * How a container is asked whether it is started, ready and alive.
 *
 * @param port name or number of the port on which it is asked.
 */
export function probesOf(
  { kind, readiness, liveness, command, startupTimeout }: Probes,
  port: string | number,
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

/** Name of a port on which a sidecar is asked, and which it has for nothing else. */
const PROBE_PORT_NAME = "probe";

/**
 * The ports of a sidecar, and how it is asked.
 *
 * @param component name of the component, for faults.
 * @throws ArgumentError when it is to be asked, and nothing says where.
 */
export function sidecarPorts(
  component: string,
  { ports = {}, probes }: SidecarArgs,
): { readonly ports: Readonly<Record<string, number>>; readonly probes?: ContainerProbes } {
  if (probes === undefined) return { ports };
  const port = probes.port ?? Object.values(ports)[0];
  if (probes.kind === "exec") {
    if (!probes.command?.length)
      throw new ArgumentError(component, "probes.command is missing: the program that answers");
    return { ports, probes: probesOf(probes, "") };
  }
  if (port === undefined) throw new ArgumentError(component, "probes.port is missing: the port on which it is asked");
  const isOneOfThem = Object.values(ports).includes(port);
  return { ports: isOneOfThem ? ports : { ...ports, [PROBE_PORT_NAME]: port }, probes: probesOf(probes, port) };
}
