import { isObject, type Node } from "../node";

/** The three probes of a container. */
export const PROBES = ["startupProbe", "readinessProbe", "livenessProbe"] as const;

const HANDLERS = ["httpGet", "tcpSocket", "grpc", "exec"] as const;

/** Whether a value is a probe that the API server accepts: one that says what to do. */
export function isProbe(value: unknown): boolean {
  return isObject(value) && HANDLERS.some((kind) => value[kind] !== undefined && value[kind] !== null);
}

/** What a probe does: the kind, and the place with its details. */
export function handlerOf(probe: Node): { kind: (typeof HANDLERS)[number]; node: Node } | undefined {
  const kind = HANDLERS.find((one) => probe.at(one).exists);
  return kind && { kind, node: probe.at(kind) };
}

/**
 * The number of the port that a probe goes to: a name is looked up among the container's ports.
 *
 * @returns undefined for the name of no port.
 * @throws Undecided when it is not known yet.
 */
export function portOf(handler: Node, container: Node): number | undefined {
  const port = handler.at("port");
  const number = port.number();
  if (number !== undefined) return number;
  const name = port.text();
  const named = tcpPorts(container).find((one) => name !== undefined && one.at("name").text() === name);
  return named?.at("containerPort").number();
}

/** The ports of a container that a probe can go to. @throws Undecided when they are not known yet. */
export function tcpPorts(container: Node): Node[] {
  const ports = container.at("ports");
  ports.read();
  return ports.items().filter((one) => (one.at("protocol").text() ?? "TCP") === "TCP");
}

/** A number of a probe, or what the API server takes for it. Zero counts as not set. @throws Undecided when it is not known yet. */
export function timing(probe: Node, field: keyof typeof DEFAULTS): number {
  return probe.at(field).number() || DEFAULTS[field];
}

const DEFAULTS = { periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3 } as const;
