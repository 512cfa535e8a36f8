import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { namespaceSelector, selectorLabels } from "../labels";

type PolicySpec = kubernetes.types.input.networking.v1.NetworkPolicySpec;

/** Denies all traffic of all pods, in and out: other policies then allow what is wanted, each for itself. */
export function denyAll(): PolicySpec {
  return { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
}

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
        ports: [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
        ],
      },
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
  /** Namespace from which metrics may be fetched, if any. */
  readonly monitoringNamespace?: string;
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
    ...(traffic.monitoringNamespace === undefined
      ? []
      : [{ from: [{ namespaceSelector: namespaceSelector(traffic.monitoringNamespace) }], ports }]),
  ];
  const egress = traffic.targets.map(({ name, port }) => ({ to: [pods(name)], ports: [{ protocol: "TCP", port }] }));
  return {
    podSelector: { matchLabels: selectorLabels(traffic.name) },
    policyTypes: ["Ingress", "Egress"],
    ...(ingress.length > 0 ? { ingress } : {}),
    ...(egress.length > 0 ? { egress } : {}),
  };
}
