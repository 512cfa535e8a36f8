import { NODE_NAME } from "./layout";
import type { ClusterNetwork } from "./network";
import type { LeafRequest } from "./pki";

/** Group of the person who uses the cluster from this machine; bound to `cluster-admin`, so that it can also be unbound. */
export const ADMINISTRATORS_GROUP = "platform:administrators";
/** User as which the API server talks to the kubelet. */
export const KUBELET_CLIENT_USER = "platform:api-server-kubelet-client";
/** User as which the storage provisioner talks to the API server. */
export const PROVISIONER_USER = "platform:storage-provisioner";
/** User as which the network policy controller talks to the API server. */
export const POLICY_CONTROLLER_USER = "platform:network-policy-controller";

/** Every certificate of the cluster. Each component has its own client certificate with the least rights that serve it. */
export function certificateRequests(network: ClusterNetwork): LeafRequest[] {
  const loopback = { dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"] };
  const client = (name: string, commonName: string, organization?: string): LeafRequest => {
    return { name, authority: "cluster", commonName, organization, usages: ["client"] };
  };
  return [
    { name: "etcd-server", authority: "etcd", commonName: "etcd", usages: ["server", "client"], ...loopback },
    { name: "etcd-peer", authority: "etcd", commonName: "etcd-peer", usages: ["server", "client"], ...loopback },
    { name: "etcd-client", authority: "etcd", commonName: "kube-apiserver", usages: ["client"] },
    {
      name: "api-server",
      authority: "cluster",
      commonName: "kube-apiserver",
      usages: ["server"],
      dnsNames: [
        "localhost",
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        "kubernetes.default.svc.cluster.local",
      ],
      ipAddresses: ["127.0.0.1", network.gateway, network.apiServiceAddress],
    },
    {
      name: "kubelet-server",
      authority: "cluster",
      commonName: `system:node:${NODE_NAME}`,
      organization: "system:nodes",
      usages: ["server"],
      dnsNames: [NODE_NAME],
      ipAddresses: [network.gateway],
    },
    {
      name: "controller-manager-server",
      authority: "cluster",
      commonName: "kube-controller-manager",
      usages: ["server"],
      ...loopback,
    },
    { name: "scheduler-server", authority: "cluster", commonName: "kube-scheduler", usages: ["server"], ...loopback },
    {
      name: "metrics-server",
      authority: "cluster",
      commonName: "metrics-server",
      usages: ["server"],
      dnsNames: ["metrics-server.kube-system.svc"],
    },
    { name: "front-proxy-client", authority: "front-proxy", commonName: "front-proxy-client", usages: ["client"] },
    client("api-server-kubelet-client", KUBELET_CLIENT_USER),
    // Only for the start itself: the bindings that give the others their rights have to be written by someone.
    client("bootstrap", "platform:bootstrap", "system:masters"),
    client("administrator", "platform:administrator", ADMINISTRATORS_GROUP),
    client("controller-manager", "system:kube-controller-manager"),
    client("scheduler", "system:kube-scheduler"),
    client("proxy", "system:kube-proxy"),
    client("kubelet", `system:node:${NODE_NAME}`, "system:nodes"),
    client("storage-provisioner", PROVISIONER_USER),
    client("network-policy-controller", POLICY_CONTROLLER_USER),
  ];
}
