import { diagnosePods } from "../causes/pods";
import { EVENTS, READY, type Assessment, type Lookup, type Related, type Rule, type View } from "../rule";
import { byTime, selects, shaped, type KubernetesEvent, type Pod } from "../shapes";
import { controllerFinding } from "./replicas";
import {
  canServe,
  isServed,
  isSliceOf,
  namePorts,
  nothingServes,
  type Service,
  type ServicePort,
} from "./service-ports";

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
  concerns: isSliceOf,
};

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

/** The pods that a Service selects now. */
async function backing({ metadata, spec }: Service, { client, signal }: Lookup): Promise<Pod[]> {
  const options = { namespace: metadata.namespace, labelSelector: inWords(spec?.selector ?? {}) };
  return (await client.list({ apiVersion: "v1", kind: "Pod" }, options, signal)).map(shaped<Pod>);
}

/** Whether nothing is to back a Service: no workload that the program has declared since, and no pod that came from elsewhere. */
async function hasNoPod(view: View, service: Service, lookup: Lookup): Promise<boolean> {
  return !view.declaresPods(service.spec?.selector ?? {}) && (await backing(service, lookup)).length === 0;
}

/** That nothing serves some ports, unless pods that do come with the same update. */
function idleWarning(service: Service, idle: readonly ServicePort[]) {
  return {
    warning: nothingServes(idle),
    holds: async (lookup: Lookup) => {
      const pods = await backing(service, lookup);
      return idle.some((port) => !canServe(pods, port));
    },
  };
}

/** A Service of which some ports reach something. Those that no pod has are no reason to wait: no time changes that. */
function assessServed(view: View, service: Service, pods: readonly Pod[], open: readonly ServicePort[]): Assessment {
  if (open.length === 0) return assessAddress(view, service);
  const idle = open.filter((port) => !canServe(pods, port));
  const due = open.filter((port) => !idle.includes(port));
  // Without the right to see pods a port that nothing serves looks like one of slices that are about to be written.
  if (!view.isComplete("Pod")) {
    const warning = `Nothing serves ${namePorts(open)} of the Service`;
    return { ready: false, progress: `no endpoint for ${namePorts(open)}`, settle: { after: NO_POD_FOR, warning } };
  }
  if (due.length > 0) {
    return { ready: false, progress: `no ready endpoint for ${namePorts(due)}`, findings: diagnosePods(view, pods) };
  }
  const assessment = assessAddress(view, service);
  return assessment.ready ? { ...assessment, ...idleWarning(service, idle) } : assessment;
}

function assess(view: View): Assessment {
  const service = shaped<Service>(view.object);
  const { type, clusterIP, selector = {}, ports = [] } = service.spec ?? {};
  if (type === "ExternalName") return READY;
  // The pods of a headless Service need it for their names before they are ready.
  if (Object.keys(selector).length === 0 || clusterIP === "None") return assessAddress(view, service);

  // Pods that have ended well, as those of Jobs do, get no traffic and will not again.
  const pods = view
    .all("Pod")
    .filter((pod) => selects(selector, pod.metadata.labels) && pod.metadata.deletionTimestamp === undefined)
    .map(shaped<Pod>)
    .filter((pod) => pod.status?.phase !== "Succeeded");
  const open = ports.filter((port) => !isServed(view, service, port));
  if (open.length < ports.length) return assessServed(view, service, pods, open);

  const progress = "no ready endpoint yet";
  // Without the right to see pods only the time-out can end a wait for them.
  if (!view.isComplete("Pod")) return { ready: false, progress };
  if (pods.length === 0) {
    const warning = `No pod backs the Service yet: none in namespace ${service.metadata.namespace ?? ""} has the labels ${inWords(selector)}`;
    const holds = (lookup: Lookup) => hasNoPod(view, service, lookup);
    return { ready: false, progress: "no pod matches the selector yet", settle: { after: NO_POD_FOR, warning, holds } };
  }
  const count = `no ready endpoint; ${pods.length} ${pods.length === 1 ? "pod matches" : "pods match"} the selector`;
  const isIdle = !ports.some((port) => canServe(pods, port));
  const findings = [...(isIdle ? [controllerFinding(nothingServes(ports))] : []), ...diagnosePods(view, pods)];
  return { ready: false, progress: count, findings };
}

/**
 * A Service is ready when each of its ports reaches a ready endpoint, and a load balancer has its address. Headless Services, those
 * without a selector and external names wait for no endpoint. One that no pod backs is ready, and so is one of which some ports lead
 * to no port of its pods, with a warning unless pods that do come with the same update after all.
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
