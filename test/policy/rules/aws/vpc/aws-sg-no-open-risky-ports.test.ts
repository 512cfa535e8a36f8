import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/vpc/aws-sg-no-open-risky-ports";
import { all, set, type Change } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodIngress } from "../../../support/security-groups";

const operators = "ingress[2]";
const path = `${operators}.cidrBlocks[0]`;
const everybodyAt = (from: number, to = from): Change =>
  all(set(`${operators}.fromPort`, from), set(`${operators}.toPort`, to), set(path, "0.0.0.0/0"));

const RISKY = [
  20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 2379, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 6379, 8080,
  8088, 8888, 9200, 9300, 10250,
];

describeRule(rule, {
  baselines: goodIngress(),
  mutations: [
    ...RISKY.map((port) => ({
      name: `port ${port}`,
      change: everybodyAt(port),
      path,
      message: `no access from the internet at port ${port}.`,
    })),
    { name: "a range of ports", change: everybodyAt(1400, 1500), path, message: "the ports 1433, 1434" },
    { name: "all protocols", change: all(set(`${operators}.protocol`, "-1"), set(path, "0.0.0.0/0")), path },
    { name: "a port that is configured", change: everybodyAt(443), path, parameters: { ports: [443] } },
    { name: "a rule of its own", of: "a rule of its own", change: set("cidrBlocks[0]", "0.0.0.0/0") },
    { name: "an ingress rule", of: "an ingress rule", change: set("cidrIpv6", "::/0") },
  ],
  allowed: [
    { name: "a port that is not risky", change: everybodyAt(8443) },
    { name: "a port that is not configured", change: everybodyAt(5432), parameters: { ports: [3306] } },
  ],
  unknown: [{ name: "an unknown network", change: set(path, UNKNOWN) }],
});
