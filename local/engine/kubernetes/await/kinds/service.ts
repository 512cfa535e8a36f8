import type { KubernetesObject } from "../../types";
import { diagnosePods } from "../causes/pods";
import { EVENTS, READY, type Assessment, type Lookup, type Related, type Rule, type View } from "../rule";
import { byTime, selects, shaped, type KubernetesEvent, type Pod } from "../shapes";

interface Service extends KubernetesObject {
  spec?: {
    type?: string;
    clusterIP?: string;
    selector?: Record<string, string>;
    ports?: { name?: string; targetPort?: number | string }[];
  };
  status?: { loadBalancer?: { ingress?: unknown[] } };
}

interface EndpointSlice extends KubernetesObject {
  endpoints?: { conditions?: { ready?: boolean }; targetRef?: { kind?: string; name?: string } }[] | null;
  ports?: { name?: string; port?: number }[] | null;
}

const SERVICE_NAME = "kubernetes.io/service-name";

/**
 * How long, in seconds, a Service that selects no pod waits for one. Its workload is often made in parallel, a moment later; but
 * it may as well be made only after this Service, or when this wait leaves it a place in the queue, so that waiting on would be
 * waiting for oneself.
 */
const NO_POD_FOR = 3;

/** The objects that list where a Service's traffic goes. */
export const ENDPOINT_SLICES: Related = {
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  concerns: (slice, awaited) => slice.metadata.labels?.[SERVICE_NAME] === awaited.metadata.name,
};

/** Whether a slice was written for the ports that the Service has now. */
function hasPorts(slice: EndpointSlice, service: Service): boolean {
  return (service.spec?.ports ?? []).every(({ name = "", targetPort }) =>
    (slice.ports ?? []).some(
      (one) => (one.name ?? "") === name && (typeof targetPort !== "number" || one.port === targetPort),
    ),
  );
}

/**
 * Whether traffic reaches a pod. The slices may still be those of the Service before its update: endpoints count when the present
 * selector takes their pods, and slices when they have the present ports.
 */
function hasReadyEndpoint(view: View, service: Service): boolean {
  const pods = new Map(view.all("Pod").map((pod) => [pod.metadata.name, pod]));
  const isSelected = (name: string | undefined) => selects(service.spec?.selector, pods.get(name)?.metadata.labels);
  return view
    .all("EndpointSlice")
    .filter((slice) => slice.metadata.labels?.[SERVICE_NAME] === service.metadata.name)
    .map(shaped<EndpointSlice>)
    .filter((slice) => hasPorts(slice, service))
    .flatMap((slice) => slice.endpoints ?? [])
    .some(
      ({ conditions, targetRef }) =>
        conditions?.ready !== false &&
        (targetRef?.kind !== "Pod" || !view.isComplete("Pod") || isSelected(targetRef.name)),
    );
}

function inWords(selector: Record<string, string>): string {
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/** Waits for the address of a load balancer, with the last words of the controller that should give it. */
function assessAddress(view: View, service: Service): Assessment {
  if (service.spec?.type !== "LoadBalancer" || (service.status?.loadBalancer?.ingress ?? []).length > 0) return READY;
  const warning = view
    .all("Event")
    .map(shaped<KubernetesEvent>)
    .filter((event) => event.type === "Warning" && event.involvedObject?.uid === service.metadata.uid)
    .sort(byTime)
    .pop();
  const progress =
    warning?.message ??
    "waiting for a load balancer address, which a load balancer controller of the cluster has to give";
  return { ready: false, progress };
}

/** Whether nothing is to back a Service: no workload that the program has declared since, and no pod that came from elsewhere. */
async function hasNoPod(view: View, { metadata, spec }: Service, { client, signal }: Lookup): Promise<boolean> {
  if (view.declaresPods(spec?.selector ?? {})) return false;
  const options = { namespace: metadata.namespace, labelSelector: inWords(spec?.selector ?? {}) };
  return (await client.list({ apiVersion: "v1", kind: "Pod" }, options, signal)).length === 0;
}

function assess(view: View): Assessment {
  const service = shaped<Service>(view.object);
  const { type, clusterIP, selector = {} } = service.spec ?? {};
  if (type === "ExternalName") return READY;
  // The pods of a headless Service need it for their names before they are ready.
  if (Object.keys(selector).length === 0 || clusterIP === "None") return assessAddress(view, service);
  if (hasReadyEndpoint(view, service)) return assessAddress(view, service);

  const progress = "no ready endpoint yet";
  // Without the right to see pods only the time-out can end a wait for them.
  if (!view.isComplete("Pod")) return { ready: false, progress };
  const pods = view
    .all("Pod")
    .filter((pod) => selects(selector, pod.metadata.labels) && pod.metadata.deletionTimestamp === undefined)
    .map(shaped<Pod>);
  if (pods.length === 0) {
    const warning = `No pod backs the Service yet: none in namespace ${service.metadata.namespace ?? ""} has the labels ${inWords(selector)}`;
    const holds = (lookup: Lookup) => hasNoPod(view, service, lookup);
    return { ready: false, progress: "no pod matches the selector yet", settle: { after: NO_POD_FOR, warning, holds } };
  }
  const count = `no ready endpoint; ${pods.length} ${pods.length === 1 ? "pod matches" : "pods match"} the selector`;
  return { ready: false, progress: count, findings: diagnosePods(view, pods) };
}

/**
 * A Service is ready when one of its endpoints is, and a load balancer has its address. Headless Services, those without a
 * selector and external names wait for no endpoint. One that no pod backs is ready, with a
 * warning unless its pods come with the same update after all.
 */
export const service: Rule = {
  watch: "kind",
  related: [
    ENDPOINT_SLICES,
    {
      apiVersion: "v1",
      kind: "Pod",
      concerns: (pod, awaited) => selects((awaited as Service).spec?.selector, pod.metadata.labels),
    },
    EVENTS,
  ],
  assess,
};
