import type { KubernetesObject } from "../../types";
import type { View } from "../rule";
import { enumerate, selects, shaped, type Pod } from "../shapes";

/** A port of a Service. */
export interface ServicePort {
  name?: string;
  protocol?: string;
  port?: number;
  /** A number, or the name of a container port. The API server fills in the Service's own port. */
  targetPort?: number | string;
}

/** A Service, as far as its readiness matters. */
export interface Service extends KubernetesObject {
  spec?: {
    type?: string;
    clusterIP?: string;
    selector?: Record<string, string>;
    ports?: ServicePort[];
  };
  status?: { loadBalancer?: { ingress?: unknown[] } };
}

interface EndpointSlice extends KubernetesObject {
  endpoints?: { conditions?: { ready?: boolean }; targetRef?: { kind?: string; name?: string } }[] | null;
  ports?: { name?: string; protocol?: string; port?: number }[] | null;
}

const SERVICE_NAME = "kubernetes.io/service-name";

/** Whether an EndpointSlice is one of a Service's. */
export function isSliceOf(slice: KubernetesObject, service: KubernetesObject): boolean {
  return slice.metadata.labels?.[SERVICE_NAME] === service.metadata.name;
}

const protocolOf = ({ protocol = "TCP" }: { protocol?: string }) => protocol;

/** The number of the port to which a pod's share of a Service port's traffic goes; undefined where the pod has no port of the name. */
function targetIn(pod: Pod, port: ServicePort): number | undefined {
  const { targetPort = port.port } = port;
  if (typeof targetPort !== "string") {
    return targetPort;
  }
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
  return [...(pod.spec?.containers ?? []), ...sidecars]
    .flatMap(({ ports }) => ports ?? [])
    .find((one) => one.name === targetPort && protocolOf(one) === protocolOf(port))?.containerPort;
}

/** Whether one of some pods has what a port leads to. */
export function canServe(pods: readonly Pod[], port: ServicePort): boolean {
  return typeof (port.targetPort ?? port.port) === "number" || pods.some((pod) => targetIn(pod, port) !== undefined);
}

/**
 * Whether traffic to a port reaches something. The slices may still be those of the Service before its update: endpoints count when
 * the present selector takes their pods, and lead where the present port leads.
 */
export function isServed(view: View, service: Service, port: ServicePort): boolean {
  const pods = new Map(view.all("Pod").map((pod) => [pod.metadata.name, shaped<Pod>(pod)]));
  const leads = (number: number | undefined, targetRef: { kind?: string; name?: string } | undefined) => {
    if (targetRef?.kind !== "Pod" || !view.isComplete("Pod")) {
      const { targetPort = port.port } = port;
      return typeof targetPort !== "number" || number === targetPort;
    }
    const pod = pods.get(targetRef.name);
    return pod !== undefined && selects(service.spec?.selector, pod.metadata.labels) && targetIn(pod, port) === number;
  };
  return view
    .all("EndpointSlice")
    .filter((slice) => isSliceOf(slice, service))
    .map(shaped<EndpointSlice>)
    .some(({ ports, endpoints }) => {
      const target = (ports ?? []).find(
        (one) => (one.name ?? "") === (port.name ?? "") && protocolOf(one) === protocolOf(port),
      );
      return (
        target !== undefined &&
        (endpoints ?? []).some(
          ({ conditions, targetRef }) => conditions?.ready !== false && leads(target.port, targetRef),
        )
      );
    });
}

/** Names ports for people: `port "metrics"`, `ports "http" and 9090`. */
export function namePorts(ports: readonly ServicePort[]): string {
  const names = ports.map(({ name, port }) => (name ? `"${name}"` : String(port)));
  return `${names.length === 1 ? "port" : "ports"} ${enumerate(names)}`;
}

/** Says what is missing behind ports that no pod has. */
export function nothingServes(ports: readonly ServicePort[]): string {
  const targets = [...new Set(ports.map((port) => `"${port.targetPort}" (${protocolOf(port)})`))];
  return `Nothing serves ${namePorts(ports)}: no pod that the Service selects has a container port named ${enumerate(targets)}`;
}
