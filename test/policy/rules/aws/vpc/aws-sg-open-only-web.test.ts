import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/vpc/aws-sg-open-only-web";
import { all, set, type Change } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodIngress } from "../../../support/security-groups";

const operators = "ingress[2]";
const path = `${operators}.cidrBlocks[0]`;
const everybodyAt = (from: number, to = from): Change =>
  all(set(`${operators}.fromPort`, from), set(`${operators}.toPort`, to), set(path, "0.0.0.0/0"));

describeRule(rule, {
  baselines: goodIngress(),
  mutations: [
    {
      name: "another port",
      change: everybodyAt(8443),
      path,
      message: 'found "0.0.0.0/0" to port 8443, wanted access from the internet at 443, 80 only',
    },
    { name: "a range that goes beyond", change: everybodyAt(80, 443), path },
    {
      name: "all protocols",
      change: all(set(`${operators}.protocol`, "-1"), set(path, "0.0.0.0/0")),
      path,
      message: "all ports",
    },
    { name: "a protocol without ports", change: all(set(`${operators}.protocol`, "50"), set(path, "0.0.0.0/0")), path },
    {
      name: "the web where nothing is configured",
      change: everybodyAt(443),
      path,
      parameters: { ports: [] },
      message: "wanted no access from the internet.",
    },
    { name: "a rule of its own", of: "a rule of its own", change: set("cidrBlocks[0]", "0.0.0.0/0") },
    { name: "an ingress rule", of: "an ingress rule", change: set("cidrIpv6", "::/0") },
  ],
  allowed: [
    { name: "port 80", change: everybodyAt(80) },
    { name: "a port that is configured", change: everybodyAt(8443, 8444), parameters: { ports: [443, 8443, 8444] } },
    { name: "HTTP/3", change: all(set(`${operators}.protocol`, "udp"), everybodyAt(443)) },
  ],
  unknown: [{ name: "an unknown network", change: set(path, UNKNOWN) }],
});
