import type { Node } from "../node";

/** What a rule of a firewall lets through. */
export interface Traffic {
  /** TCP and UDP have ports; `other` is for protocols such as ESP, which have none. */
  readonly kind: "all" | "tcp" | "udp" | "icmp" | "other";
  readonly from: number;
  readonly to: number;
}

/** Where a rule of a firewall says what it lets through. */
export interface TrafficNodes {
  readonly protocol: Node;
  readonly from: Node;
  readonly to: Node;
}

const LAST_PORT = 65535;

/** The length of the prefix of an address range, such as 16 for 10.1.0.0/16; undefined for what is not a range. */
export function prefixLength(cidr: string): number | undefined {
  const length = /^[0-9a-f.:]+\/(\d{1,3})$/i.exec(cidr.trim())?.[1];
  return length === undefined ? undefined : Number(length);
}

/**
 * Whether an address range is open to the internet: all addresses, and also the halves and the like that make up the same. Nobody has a
 * network of their own that is wider than /8, but for the private addresses of IPv6 (fc00::/7).
 */
export function isOpen(cidr: string | undefined): boolean {
  const length = cidr === undefined ? undefined : prefixLength(cidr);
  return length !== undefined && length < (/^\s*f[cd]/i.test(cidr!) ? 7 : 8);
}

/**
 * What a rule lets through. What it leaves out is read as everything.
 *
 * @throws Undecided when that is not known yet.
 */
export function trafficOf({ protocol, from, to }: TrafficNodes): Traffic {
  const kind = kindOfProtocol(protocol.text() ?? protocol.number()?.toString() ?? "all");
  if (kind !== "tcp" && kind !== "udp") return { kind, from: 0, to: LAST_PORT };
  const first = from.number() ?? 0;
  // Providers take -1 for all ports.
  return first < 0 ? { kind, from: 0, to: LAST_PORT } : { kind, from: first, to: to.number() ?? LAST_PORT };
}

function kindOfProtocol(protocol: string): Traffic["kind"] {
  switch (protocol.trim().toLowerCase()) {
    case "-1":
    case "all":
      return "all";
    case "tcp":
    case "6":
      return "tcp";
    case "udp":
    case "17":
      return "udp";
    case "icmp":
    case "1":
    case "icmpv6":
    case "58":
      return "icmp";
    default:
      return "other";
  }
}

/** Whether traffic may reach a port. */
export function reaches(traffic: Traffic, port: number): boolean {
  return traffic.kind === "all" || (hasPorts(traffic) && traffic.from <= port && port <= traffic.to);
}

/** Whether traffic is of a protocol that has ports. */
export function hasPorts({ kind }: Traffic): boolean {
  return kind === "tcp" || kind === "udp";
}

/** Traffic, in words for a message. */
export function wordsFor({ kind, from, to }: Traffic): string {
  switch (kind) {
    case "all":
      return "all ports";
    case "icmp":
      return "ICMP";
    case "other":
      return "a protocol without ports";
    default:
      return from === to ? `port ${from}` : `ports ${from} to ${to}`;
  }
}
