import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { z } from "zod";

/** A range of addresses. */
export const range = () => {
  const error = "allowed: a range of addresses in CIDR form, such as 192.0.2.0/24 or 2001:db8::/32";
  return z.string({ error }).refine(isRange, { error });
};

/** Whether a range is a part of another one, and smaller. */
export function isWithin(inner: string, outer: string): boolean {
  const [address, length] = ipaddr.parseCIDR(inner);
  const whole = ipaddr.parseCIDR(outer);
  return address.kind() === whole[0].kind() && length > whole[1] && address.match(whole);
}

/** Whether a range has everybody in it. */
export function isEverybody(written: string): boolean {
  return written.endsWith("/0");
}

/** Whether it is an address and a length, and the address has no bit beyond the length: what API servers take. */
function isRange(written: string): boolean {
  const [address = "", length = "", ...rest] = written.split("/");
  // The library takes addresses of other forms too, such as 0x7f.1 and 10/8.
  if (rest.length > 0 || isIP(address) === 0 || !/^(0|[1-9]\d{0,2})$/.test(length) || !ipaddr.isValidCIDR(written))
    return false;
  const family = isIP(address) === 4 ? ipaddr.IPv4 : ipaddr.IPv6;
  return family.networkAddressFromCIDR(written).toString() === ipaddr.parse(address).toString();
}
