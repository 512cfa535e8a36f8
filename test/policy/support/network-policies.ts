import type { Given } from "./changes";
import { LABELS } from "./objects";

/** The namespace of `goodWorkloads`, which denies all traffic but DNS. */
export function goodNamespace(): Given[] {
  return [
    {
      name: "shop",
      type: "kubernetes:core/v1:Namespace",
      properties: { metadata: { name: "shop", labels: { "kubernetes.io/metadata.name": "shop" } } },
    },
    policy("deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
    policy("dns", { podSelector: {}, policyTypes: ["Egress"], egress: [dnsRule()] }),
  ];
}

/** A policy of the namespace of `goodWorkloads`. */
export function policy(name: string, spec: Record<string, unknown>): Given {
  return {
    name,
    type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    properties: { metadata: { name, namespace: "shop" }, spec },
  };
}

/** Allows DNS of the cluster. */
export function dnsRule(): Record<string, unknown> {
  return {
    to: [
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
        podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
      },
    ],
    ports: [
      { protocol: "UDP", port: 53 },
      { protocol: "TCP", port: 53 },
    ],
  };
}

/** A policy that allows the pods of `goodWorkloads` to talk among themselves. */
export function goodPolicy(): Given {
  const peers = [{ podSelector: { matchLabels: { ...LABELS } } }];
  const ports = [{ protocol: "TCP", port: 8000 }];
  return policy("web-policy", {
    podSelector: { matchLabels: { ...LABELS } },
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: structuredClone(peers), ports }],
    egress: [{ to: structuredClone(peers), ports: structuredClone(ports) }],
  });
}
