import type * as kubernetes from "@pulumi/kubernetes";
import { namespaceSelector } from "../labels";

type PolicySpec = kubernetes.types.input.networking.v1.NetworkPolicySpec;

/** Denies all traffic of all pods, in and out: other policies then allow what is wanted, each for itself. */
export function denyAll(): PolicySpec {
  return { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
}

/**
 * Ports on which the pods of cluster DNS listen. A policy sees a connection as the pod gets it, after the Service's 53 was translated:
 * 53 itself, and the ports of servers that run without the right to ports below 1024.
 */
const DNS_PORTS = [53, 1053, 5353, 8053];

/** Address of NodeLocal DNSCache on every node: its pods are in the network of the node, where no selector of pods finds them. */
const NODE_LOCAL_DNS = "169.254.20.10/32";

const onBothProtocols = (ports: readonly number[]) =>
  ports.flatMap((port) => ["UDP", "TCP"].map((protocol) => ({ protocol, port })));

/** Allows all pods to look up names at the cluster's DNS, and nothing else. */
export function allowDns(): PolicySpec {
  return {
    podSelector: {},
    policyTypes: ["Egress"],
    egress: [
      {
        to: [
          {
            namespaceSelector: namespaceSelector("kube-system"),
            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
          },
        ],
        ports: onBothProtocols(DNS_PORTS),
      },
      { to: [{ ipBlock: { cidr: NODE_LOCAL_DNS } }], ports: onBothProtocols([53]) },
    ],
  };
}
