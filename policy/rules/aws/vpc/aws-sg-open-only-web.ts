import { hasPorts, wordsFor, type Traffic } from "../../../lib/aws/network";
import { eachOpenRange, ingressTypes } from "../../../lib/aws/security-group";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ ports: number[] }>({
  id: "aws-sg-open-only-web",
  title: "Strangers reach nothing but the ports of the web",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["FSBP EC2.18", "CKV_AWS_260"],
  fields: [
    "ingress[].cidrBlocks",
    "ingress[].ipv6CidrBlocks",
    "cidrIpv4",
    "cidrIpv6",
    "protocol",
    "fromPort",
    "toPort",
  ],
  why: "What is open to all addresses is open to attackers; for a service of the web that is the purpose, elsewhere it is a mistake.",
  fix: "Open only the ports of the web to all addresses, and name groups or networks for everything else.",
  appliesTo: ingressTypes,
  parameters: {
    ports: {
      type: "array",
      items: { type: "integer", minimum: 0, maximum: 65535 },
      description: "Ports that may be open to all addresses.",
      default: [443, 80],
    },
  },
  check(resource, check) {
    const { ports } = check.parameters;
    eachOpenRange(resource, "ingress", check, (range, traffic) => {
      if (isWithin(traffic, ports)) return;
      check.violation({
        at: range,
        found: `${range.describe()} to ${wordsFor(traffic)}`,
        wanted:
          ports.length === 0
            ? "no access from the internet"
            : `access from the internet at ${[...ports].join(", ")} only`,
      });
    });
  },
});

/** Whether traffic reaches none but these ports. ICMP reaches none, and connections need it. */
function isWithin(traffic: Traffic, ports: readonly number[]): boolean {
  if (!hasPorts(traffic)) return traffic.kind === "icmp";
  const allowed = new Set(ports.filter((port) => traffic.from <= port && port <= traffic.to));
  return allowed.size === traffic.to - traffic.from + 1;
}
