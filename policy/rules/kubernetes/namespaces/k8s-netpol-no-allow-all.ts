import {
  allowsDnsAlone,
  DIRECTIONS,
  networkPolicies,
  peersOf,
  rulesOf,
  selectsEverything,
  type Direction,
} from "../../../lib/kubernetes/network-policy";
import { isListed, RESOURCES } from "../../../lib/listed";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ open: string[] }>({
  id: "k8s-netpol-no-allow-all",
  title: "No network policy opens pods to everybody, or all pods of a namespace to somebody",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["KSV-0038", "Kyverno restrict-networkpolicy-empty-podselector"],
  fields: ["spec.podSelector", "spec.ingress[].from", "spec.egress[].to", "spec.egress[].ports"],
  why: "Policies add up: one that allows everything undoes all others of the namespace.",
  fix: "Name the pods and namespaces that may be reached, or name the policy in the parameter open if it is meant.",
  appliesTo: networkPolicies,
  parameters: {
    open: {
      ...RESOURCES,
      description:
        "Policies that may be this open, such as those of a load balancer's targets, by URN or name; * stands for any text.",
      default: [],
    },
  },
  check(resource, check) {
    if (isListed(resource, check.parameters.open)) return;
    check.each(DIRECTIONS, (direction) => {
      check.each(rulesOf(resource, direction), (rule) => {
        const peers = peersOf(rule, direction);
        peers.read();
        const isForAll = peers.items().length === 0;
        if (isForAll && (direction === "Ingress" || isForAllPorts(rule))) {
          check.violation({ at: rule, wanted: `${peers.path.split(".").pop()} with the peers that are meant` });
        }
        check.each(peers.items(), (peer) => {
          if (!isEveryNamespace(peer)) return;
          check.violation({ at: peer, wanted: "a namespaceSelector with labels, or a podSelector beside it" });
        });
      });
    });
    const selector = resource.at("spec", "podSelector");
    check.each([selector], () => {
      if (resource.kind.isPatch || !selectsEverything(selector) || allowsLittle(resource)) return;
      check.violation({ at: selector, wanted: "labels, because the policy allows something" });
    });
  },
});

function isForAllPorts(rule: Node): boolean {
  const ports = rule.at("ports");
  ports.read();
  return ports.items().length === 0;
}

function isEveryNamespace(peer: Node): boolean {
  const everywhere = peer.at("namespaceSelector");
  return everywhere.exists && selectsEverything(everywhere) && selectsEverything(peer.at("podSelector"));
}

/** Denying is for all pods, and so is DNS, which denying makes necessary. */
function allowsLittle(policy: Resource): boolean {
  const allows = (direction: Direction) => rulesOf(policy, direction);
  return allows("Ingress").length === 0 && allows("Egress").every(allowsDnsAlone);
}
