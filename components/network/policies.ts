import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { namespaceSelector, selectorLabels } from "../labels";

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

/** Another service of the same namespace. */
export interface Peer {
  /** Its name. */
  readonly name: string;
  /** The port on which its container listens. */
  readonly port: pulumi.Input<number>;
}

/** Who may reach a service, and whom it may reach. */
export interface ServiceTraffic {
  /** Name of the service. */
  readonly name: string;
  /** Port on which its container listens. */
  readonly port: pulumi.Input<number>;
  /** Names of the services that may call it. */
  readonly callers: readonly string[];
  /** Services that it may call. */
  readonly targets: readonly Peer[];
  /** Port of the metrics, and the namespace from which they may be fetched, if any. */
  readonly metrics?: { readonly port: number; readonly namespace?: string };
  /** Whether anyone may reach it, from outside the cluster too. */
  readonly exposed: boolean;
}

/** Allows what a service needs of traffic; everything else stays denied by {@link denyAll}. */
export function serviceTraffic(traffic: ServiceTraffic): PolicySpec {
  const ports = [{ protocol: "TCP", port: traffic.port }];
  const pods = (name: string) => ({ podSelector: { matchLabels: selectorLabels(name) } });
  const ingress = [
    ...(traffic.exposed ? [{ ports }] : []),
    ...(traffic.callers.length > 0 ? [{ from: traffic.callers.map(pods), ports }] : []),
    ...(traffic.metrics?.namespace === undefined
      ? []
      : [
          {
            from: [{ namespaceSelector: namespaceSelector(traffic.metrics.namespace) }],
            ports: [{ protocol: "TCP", port: traffic.metrics.port }],
          },
        ]),
  ];
  const egress = traffic.targets.map(({ name, port }) => ({ to: [pods(name)], ports: [{ protocol: "TCP", port }] }));
  return {
    podSelector: { matchLabels: selectorLabels(traffic.name) },
    policyTypes: ["Ingress", "Egress"],
    ...(ingress.length > 0 ? { ingress } : {}),
    ...(egress.length > 0 ? { egress } : {}),
  };
}
