import type { Resource } from "../resource";
import { types } from "../stack";

export const zones = types("aws:route53/zone:Zone");
export const records = types("aws:route53/record:Record");

/**
 * Whether a hosted zone answers the internet: it does unless it belongs to VPCs.
 *
 * @throws Undecided when its VPCs are not known yet.
 */
export function isPublicZone(zone: Resource): boolean {
  const vpcs = zone.at("vpcs");
  vpcs.read();
  return vpcs.items().length === 0;
}
