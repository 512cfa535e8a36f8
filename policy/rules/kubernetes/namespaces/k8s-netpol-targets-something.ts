import { namespaceOf, namespaces } from "../../../lib/kubernetes/namespace";
import {
  DIRECTIONS,
  networkPolicies,
  peersOf,
  rulesOf,
  selectsEverything,
} from "../../../lib/kubernetes/network-policy";
import { selectsPods } from "../../../lib/kubernetes/selecting";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";
import { groupBy, type Stack } from "../../../lib/stack";

export default defineRule({
  id: "k8s-netpol-targets-something",
  title: "Network policies select pods that there are",
  severity: "low",
  levels: { dev: "advisory", production: "advisory" },
  references: [
    "kube-score networkpolicy-targets-pod",
    "kube-linter dangling-networkpolicy",
    "kube-linter dangling-networkpolicypeer-podselector",
  ],
  fields: ["spec.podSelector", "spec.ingress[].from[]", "spec.egress[].to[]"],
  why: "A selector with a slip in it protects nothing, or allows nothing, and nobody notices.",
  fix: "Correct the selector so that it matches the labels of a pod template.",
  appliesTo: networkPolicies,
  checkStack(stack, check) {
    check.each(stack.where(networkPolicies), (policy) => {
      if (policy.kind.isPatch) return;
      const here = namespaceOf(stack, policy);
      const expectPods = (selector: Node, namespace: string) => {
        if (selectsEverything(selector) || selectsPods(stack, selector, namespace)) return;
        check.violation(policy, { at: selector, wanted: "labels of pods of the stack" });
      };
      check.each([policy.at("spec", "podSelector")], (selector) => expectPods(selector, here));
      check.each(DIRECTIONS, (direction) => {
        const peers = rulesOf(policy, direction).flatMap((rule) => peersOf(rule, direction).items());
        check.each(peers, (peer) => {
          const namespace = peer.at("namespaceSelector").exists ? peerNamespace(stack, peer) : here;
          if (namespace !== undefined) expectPods(peer.at("podSelector"), namespace);
        });
      });
    });
  },
});

/** The namespace of the stack that a peer names. Which others a selector may find, no stack knows. */
function peerNamespace(stack: Stack, peer: Node): string | undefined {
  const name = peer.at("namespaceSelector", "matchLabels", "kubernetes.io/metadata.name").text();
  const index = stack.once(
    namespaces,
    () => groupBy(stack.where(namespaces), (one) => [one.at("metadata", "name").value]),
    peerNamespace,
  );
  return name === undefined ? undefined : index.get(name)?.find((one) => !one.kind.isPatch)?.urn;
}
