import { Resolver } from "node:dns/promises";
import { request } from "node:http";
import type { LoopbackRegistry } from "../images/registry";
import { timeoutFactor } from "../timeouts";
import { STORAGE_CLASS } from "./addons";
import type { BootstrapClient } from "./kubernetes-client";
import { NODE_NAME, type ClusterLayout } from "./layout";
import { logTail } from "./logs";
import type { ClusterNetwork } from "./network";
import { policyStatus } from "./policies";
import { waitUntil } from "./wait";

/** Limits are several times what a loaded machine needs, and a quarter of what a person would wait for. */
const PROCESS_LIMIT = 60_000;
const PODS_LIMIT = 120_000;

const tails =
  (layout: ClusterLayout, ...services: string[]) =>
  (): string =>
    services.map((service) => `--- log of ${service}\n${logTail(layout, service, 12)}`).join("\n");

/** Waits until the registry answers. */
export function waitForRegistry(layout: ClusterLayout, registry: LoopbackRegistry): Promise<void> {
  const options = { limit: PROCESS_LIMIT, interval: 50, detail: tails(layout, "registry") };
  return waitUntil("the registry to answer", options, async () =>
    (await registry.isReady()) ? true : "no answer yet",
  );
}

/** Waits until every start-up step of the API server is done. */
export function waitForApiServer(layout: ClusterLayout, client: BootstrapClient): Promise<void> {
  const options = { limit: PROCESS_LIMIT, detail: tails(layout, "etcd", "kube-apiserver") };
  return waitUntil("the API server to be ready", options, async () => {
    const { status, body } = await client.get("/readyz");
    if (status === 200) return true;
    const failing = body.split("\n").filter((line) => line.startsWith("[-]"));
    return failing.join(", ") || `status ${status}`;
  });
}

interface Conditions {
  status?: { conditions?: { type: string; status: string; message?: string; lastHeartbeatTime?: string }[] };
}

/** Waits until the node is ready by the kubelet that runs now, not by the memory of an earlier one. */
export function waitForNode(layout: ClusterLayout, client: BootstrapClient, since = Date.now()): Promise<void> {
  const options = { limit: PROCESS_LIMIT, detail: tails(layout, "kubelet", "containerd") };
  return waitUntil("the node to be ready", options, async () => {
    const node = await client.getJson<Conditions>(`/api/v1/nodes/${NODE_NAME}`);
    const ready = node.status?.conditions?.find(({ type }) => type === "Ready");
    if (ready?.status !== "True") return ready?.message ?? "the kubelet has not reported yet";
    // Heartbeats have whole seconds, and a kubelet with nothing new to say reports only every five minutes.
    const lease = await client.getJson<{ spec: { renewTime: string } }>(
      `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${NODE_NAME}`,
    );
    return Date.parse(lease.spec.renewTime) >= since - 15_000 || `its last sign of life is of ${lease.spec.renewTime}`;
  });
}

/** Waits until the cluster's DNS answers a question of this machine, over the Service address that pods use. */
export function waitForDns(layout: ClusterLayout, network: ClusterNetwork): Promise<void> {
  const options = { limit: PODS_LIMIT, detail: tails(layout, "kubelet", "kube-proxy") };
  return waitUntil("DNS to answer", options, async () => {
    const resolver = new Resolver({ timeout: 1000 * timeoutFactor(), tries: 1 });
    resolver.setServers([network.dnsServiceAddress]);
    const addresses = await resolver.resolve4("kubernetes.default.svc.cluster.local");
    return addresses.includes(network.apiServiceAddress) || `it answered ${addresses.join(", ")}`;
  });
}

/** Waits until the metrics API serves the use of the node. */
export function waitForMetrics(layout: ClusterLayout, client: BootstrapClient): Promise<void> {
  const options = { limit: PODS_LIMIT, interval: 250, detail: tails(layout, "kubelet", "kube-apiserver") };
  return waitUntil("the metrics API to serve the node's use", options, async () => {
    const service = await client.getJson<Conditions>(
      "/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io",
    );
    const available = service.status?.conditions?.find(({ type }) => type === "Available");
    if (available?.status !== "True") return available?.message ?? "not seen yet";
    const { items } = await client.getJson<{ items: { metadata: { name: string } }[] }>(
      "/apis/metrics.k8s.io/v1beta1/nodes",
    );
    return items.some(({ metadata }) => metadata.name === NODE_NAME) ? true : "no sample of the node yet";
  });
}

/** Waits until no pod can talk that the network policy controller does not know. */
export function waitForPodsHeld(layout: ClusterLayout): Promise<void> {
  const options = { limit: PROCESS_LIMIT, interval: 20, detail: tails(layout, "network-policy-controller") };
  return waitUntil("the network policy controller", options, async () => {
    // It answers once its rules are there, and knows the pods later.
    await policyStatus(layout);
    return true as const;
  });
}

/** Waits until network policies are enforced. */
export function waitForPolicies(layout: ClusterLayout): Promise<void> {
  const options = { limit: PROCESS_LIMIT, interval: 50, detail: tails(layout, "network-policy-controller") };
  return waitUntil("network policies to be enforced", options, async () => {
    const { enforced, fault } = await policyStatus(layout);
    return enforced || (fault ?? "not yet");
  });
}

/** Waits until the default storage class is there. */
export function waitForStorageClass(client: BootstrapClient): Promise<void> {
  return waitUntil("the default storage class", { limit: PROCESS_LIMIT }, async () => {
    await client.getJson(`/apis/storage.k8s.io/v1/storageclasses/${STORAGE_CLASS}`);
    return true as const;
  });
}

/** Waits until dockerd answers. */
export function waitForDocker(layout: ClusterLayout): Promise<void> {
  const options = { limit: PROCESS_LIMIT, detail: tails(layout, "dockerd", "containerd") };
  return waitUntil(
    "dockerd to answer",
    options,
    () =>
      new Promise<true | string>((resolve, reject) => {
        const timeout = 3000 * timeoutFactor();
        const call = request({ socketPath: layout.dockerSocket, path: "/_ping", timeout }, (response) => {
          response.resume();
          resolve(response.statusCode === 200 ? true : `status ${response.statusCode}`);
        });
        call.on("timeout", () => call.destroy(new Error("no answer")));
        call.on("error", reject);
        call.end();
      }),
  );
}
