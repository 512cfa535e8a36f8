import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { ArgumentError, transformed } from "../arguments";
import type { Endpoint, NetworkContribution, NetworkNeed } from "../contribution";
import { namespaceSelector, selectorLabels } from "../labels";
import type { Scope } from "../scope";

type PolicySpec = kubernetes.types.input.networking.v1.NetworkPolicySpec;
type Peer = kubernetes.types.input.networking.v1.NetworkPolicyPeer;
type Port = kubernetes.types.input.networking.v1.NetworkPolicyPort;

/**
 * Makes a NetworkPolicy for each workload that contributed its network side: whom it may be called by, and whom it may call. A connection
 * is written on both sides; everything else stays denied by the namespace. Warns where nobody enforces them.
 *
 * @throws ArgumentError when a workload needs one that there is not, or a port that the other does not offer.
 */
export function makeNetworkPolicies(scope: Scope): void {
  const all = scope.contributed.flatMap((contributed) =>
    contributed.contribution.network ? [{ ...contributed, network: contributed.contribution.network }] : [],
  );
  if (all.length > 0 && scope.target.cluster.capabilities.networkPolicies === "none") {
    void pulumi.log.warn(
      "The cluster enforces no network policies (platform:target.networkPolicies): they are made, and nobody keeps to them, so that every " +
        "pod can connect to every other. Install what enforces them, such as Calico or Cilium, and say enforced there.",
    );
  }
  const byName = new Map(all.map(({ network }) => [network.workload, network]));
  for (const { by, network } of all) {
    const { policyName, labels, namespace, transform, options } = network;
    new kubernetes.networking.v1.NetworkPolicy(
      policyName,
      transformed(
        {
          metadata: { name: network.workload, namespace: namespace.name, labels: { ...labels } },
          spec: policyOf(network, byName),
        },
        transform,
      ),
      { ...options, parent: by },
    );
  }
}

function policyOf(network: NetworkContribution, byName: ReadonlyMap<string, NetworkContribution>): PolicySpec {
  const ingress = ingressOf(network, [...byName.values()]);
  const egress = network.needs.map((need) => egressOf(network, need, byName));
  return {
    podSelector: { matchLabels: selectorLabels(network.workload) },
    policyTypes: ["Ingress", "Egress"],
    ...(ingress.length > 0 ? { ingress } : {}),
    ...(egress.length > 0 ? { egress } : {}),
  };
}

function ingressOf({ workload, namespace, endpoints }: NetworkContribution, all: readonly NetworkContribution[]) {
  const open = endpoints.filter((endpoint) => endpoint.open === "anyone");
  const callable = endpoints.filter(isForCallers);
  const callers = all.flatMap((caller) =>
    caller.needs.filter((need) => need.kind === "workload" && need.name === workload).map((need) => ({ caller, need })),
  );
  const everywhere = callers.filter(({ need }) => need.ports === undefined);
  const some = callers.filter(({ need }) => need.ports !== undefined);
  const from = ({ caller }: { caller: NetworkContribution }) => peerOf(caller, namespace);
  return [
    ...(open.length > 0 ? [{ ports: open.map(portOf) }] : []),
    ...(everywhere.length > 0 ? [{ from: everywhere.map(from), ports: callable.map(portOf) }] : []),
    ...some.map((one) => ({
      from: [from(one)],
      ports: callable.filter(({ port }) => one.need.ports?.includes(port)).map(portOf),
    })),
    ...endpoints.flatMap((endpoint) =>
      typeof endpoint.open === "object"
        ? [{ from: [{ namespaceSelector: namespaceSelector(endpoint.open.namespace) }], ports: [portOf(endpoint)] }]
        : [],
    ),
  ];
}

function egressOf(
  { workload, namespace }: NetworkContribution,
  need: NetworkNeed,
  byName: ReadonlyMap<string, NetworkContribution>,
) {
  switch (need.kind) {
    case "workload": {
      const other = byName.get(need.name);
      if (!other) throw new ArgumentError(workload, `it needs ${need.name}, and there is no workload of that name`);
      const callable = other.endpoints.filter(isForCallers);
      const missing = need.ports?.find((port) => !callable.some((endpoint) => endpoint.port === port));
      if (missing !== undefined || callable.length === 0) {
        const offered = callable.map(({ port }) => port).join(", ") || "none";
        throw new ArgumentError(
          workload,
          `it needs ${need.name}${missing === undefined ? "" : ` on port ${missing}`}, whose ports are: ${offered}`,
        );
      }
      const ports = callable.filter(({ port }) => need.ports?.includes(port) ?? true).map(portOf);
      return { to: [peerOf(other, namespace)], ports };
    }
    case "addresses":
      return {
        to: [{ ipBlock: { cidr: need.cidr, ...(need.except ? { except: [...need.except] } : {}) } }],
        ...(need.ports ? { ports: need.ports.map((port) => portOf({ port })) } : {}),
      };
  }
}

/** One that only a namespace may call, such as that of the metrics, is no part of what a workload offers to others. */
function isForCallers({ open }: Endpoint): boolean {
  return typeof open !== "object";
}

function portOf({ port, protocol = "TCP" }: Endpoint): Port {
  return { protocol, port };
}

/** The pods of a workload, as a policy in another or the same namespace names them. */
function peerOf(other: NetworkContribution, from: NetworkContribution["namespace"]): Peer {
  const pods = { podSelector: { matchLabels: selectorLabels(other.workload) } };
  if (other.namespace === from) return pods;
  const labels = other.namespace.name.apply((name) => namespaceSelector(name).matchLabels);
  return { ...pods, namespaceSelector: { matchLabels: labels } };
}
