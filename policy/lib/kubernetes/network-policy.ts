import { isObject, type Node } from "../node";
import type { Resource } from "../resource";
import { kinds } from "./kinds";
import { selects } from "./selector";

/** Accepts network policies. */
export const networkPolicies = kinds("networking.k8s.io/NetworkPolicy");

/** A direction of traffic, as in `policyTypes`. */
export type Direction = "Ingress" | "Egress";

export const DIRECTIONS: readonly Direction[] = ["Ingress", "Egress"];

/**
 * Whether a policy denies what it does not allow in a direction. Without `policyTypes` that is always so of what comes in, and
 * of what goes out where there are rules about it.
 *
 * @throws Undecided when that is not known yet.
 */
export function isolates(policy: Resource, direction: Direction): boolean {
  const types = policy.at("spec", "policyTypes");
  const stated = types.strings();
  if (types.items().length > 0) return stated.includes(direction);
  return direction === "Ingress" || rulesOf(policy, direction).length > 0;
}

/** The rules of a policy in a direction. @throws Undecided when the list is not known yet. */
export function rulesOf(policy: Resource, direction: Direction): Node[] {
  const rules = policy.at("spec", direction.toLowerCase());
  rules.read();
  return rules.items();
}

/** Where a rule says who the other side is. */
export function peersOf(rule: Node, direction: Direction): Node {
  return rule.at(direction === "Ingress" ? "from" : "to");
}

/** Whether a selector selects everything: it is empty, or left out. @throws Undecided when it is not known yet. */
export function selectsEverything(selector: Node): boolean {
  const value = selector.read();
  if (value === undefined) return true;
  if (!isObject(value)) return false;
  const parts = [selector.at("matchLabels"), selector.at("matchExpressions")];
  return parts.every((part) => {
    const held = part.read();
    return held === undefined || (typeof held === "object" && held !== null && Object.keys(held).length === 0);
  });
}

/** Whether a policy denies all pods of its namespace all traffic in a direction. @throws Undecided when that is not known yet. */
export function deniesAll(policy: Resource, direction: Direction): boolean {
  return (
    selectsEverything(policy.at("spec", "podSelector")) &&
    isolates(policy, direction) &&
    rulesOf(policy, direction).length === 0
  );
}

/** Whether a rule allows traffic of a protocol to the port of DNS. @throws Undecided when that is not known yet. */
export function allowsDns(rule: Node, protocol: "UDP" | "TCP"): boolean {
  const ports = rule.at("ports");
  ports.read();
  const items = ports.items();
  return items.length === 0 || items.some((port) => isDnsPort(port, protocol));
}

/**
 * Whether a rule about traffic that goes out allows nothing but DNS: its own port to anybody, and to the cluster's DNS also those to
 * which its Service translates that port.
 *
 * @throws Undecided when that is not known yet.
 */
export function allowsDnsAlone(rule: Node): boolean {
  const ports = rule.at("ports");
  ports.read();
  const items = ports.items();
  const isAllowed = (port: Node) =>
    isDns(port) || (UNPRIVILEGED_DNS_PORTS.includes(port.number() ?? 0) && leadsToDnsAlone(rule));
  return (
    items.length > 0 && items.every((port) => port.at("endPort").read() === undefined && isAllowed(port.at("port")))
  );
}

function isDnsPort(port: Node, protocol: "UDP" | "TCP"): boolean {
  if ((port.at("protocol").text() ?? "TCP") !== protocol) return false;
  const number = port.at("port").number();
  const last = port.at("endPort").number();
  if (number !== undefined && last !== undefined) return number <= 53 && 53 <= last;
  return !port.at("port").exists || isDns(port.at("port"));
}

/** The number, or the names that the DNS pods of Kubernetes give it. */
function isDns(port: Node): boolean {
  return port.number() === 53 || ["dns", "dns-tcp"].includes(port.text() ?? "");
}

/** Where DNS servers listen that may not use the ports below 1024. A policy sees the port of the pod, not that of its Service. */
const UNPRIVILEGED_DNS_PORTS: readonly number[] = [1053, 5353, 8053];

/** The labels of the cluster's DNS: of its namespace, and of its pods. */
const NAMESPACE_NAME = "kubernetes.io/metadata.name";
const POD_NAME = "k8s-app";
const DNS_NAMESPACE = { [NAMESPACE_NAME]: "kube-system" };
const DNS_PODS = { [POD_NAME]: "kube-dns" };

/**
 * Whether a rule about traffic that goes out reaches the cluster's DNS. A block of addresses may hold it.
 *
 * @throws Undecided when that is not known yet.
 */
export function reachesDns(rule: Node): boolean {
  const peers = rule.at("to");
  peers.read();
  const items = peers.items();
  return items.length === 0 || items.some(isDnsPeer);
}

function isDnsPeer(peer: Node): boolean {
  if (peer.at("ipBlock").exists) return true;
  const pods = peer.at("podSelector");
  return (
    selects(peer.at("namespaceSelector"), peer.holding(DNS_NAMESPACE)) &&
    (!pods.exists || selects(pods, peer.holding(DNS_PODS)))
  );
}

/** Whether all peers of a rule are pods of the cluster's DNS. */
function leadsToDnsAlone(rule: Node): boolean {
  const peers = rule.at("to");
  peers.read();
  const demands = (selector: Node, label: string, value: string | undefined) =>
    selector.at("matchLabels", label).text() === value;
  const items = peers.items();
  return (
    items.length > 0 &&
    items.every(
      (peer) =>
        demands(peer.at("namespaceSelector"), NAMESPACE_NAME, DNS_NAMESPACE[NAMESPACE_NAME]) &&
        demands(peer.at("podSelector"), POD_NAME, DNS_PODS[POD_NAME]),
    )
  );
}
