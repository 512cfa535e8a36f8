import { BlockList, isIP } from "node:net";

/** Whether a block such as `10.0.0.0/8` holds an address. What is not a block holds none. */
export function holds(block: string, address: string): boolean {
  const subnet = parse(block);
  const version = isIP(address);
  if (!subnet || subnet.version !== version) return false;
  const list = new BlockList();
  const family = version === 6 ? "ipv6" : "ipv4";
  list.addSubnet(subnet.network, subnet.length, family);
  return list.check(address, family);
}

/** Whether a block is a single address. */
export function isSingle(block: string): boolean {
  const subnet = parse(block);
  return subnet !== undefined && subnet.length === bitsOf(subnet.version);
}

function parse(block: string): { network: string; length: number; version: number } | undefined {
  const [network = "", digits = "", ...more] = block.split("/");
  const version = isIP(network);
  const length = Number(digits);
  if (version === 0 || more.length > 0 || !/^\d{1,3}$/.test(digits) || length > bitsOf(version)) return undefined;
  return { network, length, version };
}

function bitsOf(version: number): number {
  return version === 6 ? 128 : 32;
}
