import type { Node } from "../node";
import type { Resource } from "../resource";

/** Where rules of security groups name the other side: lists of them, and one each in rules that are resources of their own. */
const LISTS = ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "securityGroups"];
const SINGLE = ["cidrIpv4", "cidrIpv6", "prefixListId", "sourceSecurityGroupId", "referencedSecurityGroupId", "self"];

/**
 * The places in a rule of a security group that name who is on the other side, whichever kind of rule it is.
 *
 * @throws Undecided when it is not known yet how many there are.
 */
export function peersOf(rule: Node): Node[] {
  const lists = LISTS.map((name) => rule.at(name));
  for (const list of lists) list.read();
  return [...lists.flatMap((list) => list.items()), ...SINGLE.map((name) => rule.at(name))];
}

/**
 * Who a place names: an address range, a prefix list or a group; `self` for the group that the rule is of.
 *
 * @returns undefined where it names nobody.
 * @throws Undecided when that is not known yet.
 */
export function peerOf(place: Node, group: Resource): string | undefined {
  if (place.keys.at(-1) === "self") return place.isTrue() ? "self" : undefined;
  const peer = place.text();
  return peer !== undefined && peer === group.at("id").value ? "self" : peer;
}
