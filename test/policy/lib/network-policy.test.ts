import { expect } from "chai";
import {
  allowsDns,
  allowsDnsAlone,
  reachesDns,
  rulesOf,
  selectsEverything,
} from "../../../policy/lib/kubernetes/network-policy";
import { Undecided } from "../../../policy/lib/node";
import { UNKNOWN } from "../../../policy/lib/unknown";
import { nodeOf, resourceOf } from "../support/facts";

describe("network policies", () => {
  it("have rules that may not be known yet", () => {
    const policy = resourceOf("kubernetes:networking.k8s.io/v1:NetworkPolicy", { spec: { egress: UNKNOWN } });
    expect(() => rulesOf(policy, "Egress")).to.throw(Undecided);
  });

  const selectors: [string, unknown, boolean][] = [
    ["none", undefined, true],
    ["an empty one", {}, true],
    ["one with empty parts", { matchLabels: {}, matchExpressions: [] }, true],
    ["one with a label", { matchLabels: { app: "web" } }, false],
    ["one with an expression", { matchExpressions: [{ key: "app", operator: "Exists" }] }, false],
    ["what is not a selector", "app=web", false],
  ];
  for (const [what, selector, expected] of selectors)
    it(`${expected ? "select" : "do not select"} everything by ${what}`, () =>
      expect(selectsEverything(nodeOf(selector))).to.equal(expected));

  const ports: [string, unknown, { udp: boolean; tcp: boolean; alone: boolean }][] = [
    ["no port", undefined, { udp: true, tcp: true, alone: false }],
    ["53 of UDP", [{ protocol: "UDP", port: 53 }], { udp: true, tcp: false, alone: true }],
    ["53 of TCP, which is the default", [{ port: 53 }], { udp: false, tcp: true, alone: true }],
    ["the name of the port", [{ protocol: "UDP", port: "dns" }], { udp: true, tcp: false, alone: true }],
    ["all ports of UDP", [{ protocol: "UDP" }], { udp: true, tcp: false, alone: false }],
    ["a range around 53", [{ port: 1, endPort: 1024 }], { udp: false, tcp: true, alone: false }],
    ["a range that starts at 53", [{ port: 53, endPort: 60 }], { udp: false, tcp: true, alone: false }],
    ["a range that ends at 53", [{ port: 40, endPort: 53 }], { udp: false, tcp: true, alone: false }],
    ["a range above 53", [{ port: 54, endPort: 443 }], { udp: false, tcp: false, alone: false }],
    ["a range below 53", [{ port: 20, endPort: 52 }], { udp: false, tcp: false, alone: false }],
    ["another port", [{ port: 443 }], { udp: false, tcp: false, alone: false }],
    ["53 beside another port", [{ port: 443 }, { port: 53 }], { udp: false, tcp: true, alone: false }],
  ];
  for (const [what, given, { udp, tcp, alone }] of ports)
    it(`allow DNS by ${what}: ${udp ? "" : "not "}over UDP, ${tcp ? "" : "not "}over TCP`, () => {
      const rule = nodeOf({ ports: given });
      expect(allowsDns(rule, "UDP")).to.equal(udp);
      expect(allowsDns(rule, "TCP")).to.equal(tcp);
      expect(allowsDnsAlone(rule)).to.equal(alone);
    });

  const dnsPods = { podSelector: { matchLabels: { "k8s-app": "kube-dns" } } };
  const system = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } };
  const peers: [string, unknown, boolean][] = [
    ["anybody", undefined, true],
    ["the namespace of DNS", [system], true],
    ["its pods", [{ ...system, ...dnsPods }], true],
    ["other pods there", [{ ...system, podSelector: { matchLabels: { "k8s-app": "proxy" } } }], false],
    ["pods of the own namespace", [{ podSelector: {} }], false],
    ["every namespace", [{ namespaceSelector: {} }], true],
    ["a block that may hold it", [{ ipBlock: { cidr: "10.0.0.0/8" } }], true],
    ["others and the namespace of DNS", [{ podSelector: {} }, system], true],
  ];
  for (const [what, to, expected] of peers)
    it(`${expected ? "reach" : "do not reach"} DNS by ${what}`, () =>
      expect(reachesDns(nodeOf({ to }))).to.equal(expected));

  const unprivileged: [string, unknown, unknown, boolean][] = [
    ["the pods of DNS, at the ports to which 53 is translated", [{ ...system, ...dnsPods }], [1053, 5353, 8053], true],
    ["the pods of DNS, at all ports of theirs", [{ ...system, ...dnsPods }], [53, 1053, 9153], false],
    ["the whole namespace of DNS", [system], [1053], false],
    ["other pods there", [{ ...system, podSelector: { matchLabels: { "k8s-app": "proxy" } } }], [1053], false],
    ["pods of that label in another namespace", [{ ...dnsPods }], [5353], false],
    ["the pods of DNS and others", [{ ...system, ...dnsPods }, { podSelector: {} }], [8053], false],
    ["a block of addresses", [{ ipBlock: { cidr: "169.254.20.10/32" } }], [1053], false],
    ["a block of addresses, at 53", [{ ipBlock: { cidr: "169.254.20.10/32" } }], [53], true],
    ["anybody", undefined, [1053], false],
    ["an empty list of peers", [], [1053], false],
  ];
  for (const [what, to, numbers, expected] of unprivileged)
    it(`${expected ? "allow" : "do not allow"} nothing but DNS to ${what}`, () => {
      const rule = nodeOf({ to, ports: (numbers as number[]).map((port) => ({ protocol: "UDP", port })) });
      expect(allowsDnsAlone(rule)).to.equal(expected);
    });

  it("cannot be judged by ports or peers that are not known yet", () => {
    expect(() => allowsDns(nodeOf({ ports: UNKNOWN }), "UDP")).to.throw(Undecided);
    expect(() => allowsDnsAlone(nodeOf({ ports: UNKNOWN }))).to.throw(Undecided);
    expect(() => allowsDnsAlone(nodeOf({ to: UNKNOWN, ports: [{ port: 1053 }] }))).to.throw(Undecided);
    expect(() => reachesDns(nodeOf({ to: UNKNOWN }))).to.throw(Undecided);
  });
});
