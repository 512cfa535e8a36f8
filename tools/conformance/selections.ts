/** A part of Kubernetes' own end-to-end suite that can be asked for by name. */
export interface Selection {
  /** What it shows, as the head of its page. */
  title: string;
  /** Which cases belong to it: an expression over a case's title, before which the suite has words of its own. */
  cases: RegExp;
}

/** All that `npm run conformance` can be asked for. */
export const selections = {
  "network-policies": { title: "Network policies", cases: /\[Feature:NetworkPolicy\]/ },
  network: { title: "Networks", cases: /\[sig-network\].*\[Conformance\]/ },
  node: { title: "Nodes", cases: /\[sig-node\].*\[Conformance\]/ },
} as const satisfies Record<string, Selection>;

export type SelectionName = keyof typeof selections;

/** Cases that say nothing on one machine without downloads, each with the reason. */
export const exclusions: readonly { cases: RegExp; reason: string }[] = [
  { cases: /\[Feature:SCTPConnectivity\]/, reason: "needs a kernel with SCTP, which few have and nothing here uses" },
  { cases: /\[Feature:IPv6DualStack\]/, reason: "the cluster's addresses are IPv4 alone" },
  { cases: /\[Disruptive\]/, reason: "restarts or takes away nodes, of which there is one" },
  {
    cases: /\[sig-network\] HostPort .*different hostIP/,
    reason: "host ports answer on loopback alone here, so that nobody outside reaches them",
  },
  { cases: /\bRuntimeClass\b.*handler/, reason: "needs a runtime class with a handler of a second runtime" },
];

/** Why a case is not run; undefined if it is. */
export function exclusionOf(title: string): string | undefined {
  return exclusions.find(({ cases }) => cases.test(title))?.reason;
}
