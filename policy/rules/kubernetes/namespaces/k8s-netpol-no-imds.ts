import { holds, isSingle } from "../../../lib/address";
import { networkPolicies } from "../../../lib/kubernetes/network-policy";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

/** Where a node of EC2 tells who asks about itself, its credentials included. */
const METADATA = [
  { address: "169.254.169.254", block: "169.254.169.254/32" },
  { address: "fd00:ec2::254", block: "fd00:ec2::254/128" },
];

export default defineRule({
  id: "k8s-netpol-no-imds",
  title: "No network policy lets pods ask for the credentials of their node",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["spec.egress[].to[].ipBlock.cidr", "spec.egress[].to[].ipBlock.except"],
  why: "The metadata service of EC2 hands out the role of the node to every pod that reaches it.",
  fix: "Add 169.254.169.254/32, or fd00:ec2::254/128 for IPv6, to except of the ipBlock.",
  appliesTo: networkPolicies,
  check(resource, check) {
    check.each(blocksOf(resource.at("spec", "egress")), (block) => {
      const exposed = METADATA.find(({ address }) => holds(block.at("cidr").text() ?? "", address));
      if (!exposed) return;
      check.expect(
        block.at("except"),
        () =>
          block
            .at("except")
            .strings()
            .some((except) => holds(except, exposed.address)),
        `${exposed.block} among the addresses that are left out`,
      );
    });
  },
  remediate(resource, remedy) {
    for (const block of blocksOf(resource.at("spec", "egress"))) {
      const cidr = block.at("cidr").text() ?? "";
      const exposed = METADATA.find(({ address }) => holds(cidr, address));
      // Nothing can be left out of a block of one address.
      if (exposed && !isSingle(cidr)) remedy.setIfAbsent(block.at("except"), [exposed.block]);
    }
  },
});

function blocksOf(egress: Node): Node[] {
  return egress
    .items()
    .flatMap((rule) => rule.at("to").items())
    .map((peer) => peer.at("ipBlock"));
}
