import { ingressTypes, reportOpenPorts } from "../../../lib/aws/security-group";
import { defineRule } from "../../../lib/rule";

/**
 * Ports of file transfer, mail, administration, databases and their consoles, servers of development, and of the parts of a cluster:
 * etcd, Redis, kubelet.
 */
const RISKY = [
  20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 2379, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 6379, 8080,
  8088, 8888, 9200, 9300, 10250,
];

export default defineRule<{ ports: number[] }>({
  id: "aws-sg-no-open-risky-ports",
  title: "No security group lets the internet reach databases, consoles or old protocols",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["FSBP EC2.19", "CIS AWS 5.1.2/6.1.2"],
  fields: [
    "ingress[].cidrBlocks",
    "ingress[].ipv6CidrBlocks",
    "cidrIpv4",
    "cidrIpv6",
    "protocol",
    "fromPort",
    "toPort",
  ],
  why: "These services trust their network or speak in clear text: what the internet reaches there, somebody reads or takes over.",
  fix: "Name the security group or the network that needs the port, instead of all addresses.",
  appliesTo: ingressTypes,
  parameters: {
    ports: {
      type: "array",
      items: { type: "integer", minimum: 0, maximum: 65535 },
      description: "Ports that the internet must not reach.",
      default: RISKY,
    },
  },
  check(resource, check) {
    reportOpenPorts(resource, check, check.parameters.ports);
  },
});
