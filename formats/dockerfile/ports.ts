import { WordError } from "./shell-pattern";

/** Ports that EXPOSE names. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
  /** `tcp`, `udp` or `sctp` */
  readonly protocol: string;
}

/**
 * Reads a word of EXPOSE: `8080`, `8080-8089/udp`. Addresses and ports of the host before it, which mean nothing, are accepted as
 * BuildKit does.
 *
 * @throws WordError when it is not one
 */
export function parsePort(word: string): PortRange {
  const fail = (why: string): never => {
    throw new WordError(`EXPOSE ${word}: ${why}`);
  };
  const parts = word.split(":");
  const written = parts.at(-1) as string;
  const slash = written.indexOf("/");
  const range = slash < 0 ? written : written.slice(0, slash);
  const protocol = (slash < 0 ? "" : written.slice(slash + 1)).toLowerCase() || "tcp";
  if (range === "") fail("there is no port: write a number from 0 to 65535");
  if (!["tcp", "udp", "sctp"].includes(protocol))
    fail(`the protocol ${protocol} does not exist: write tcp, udp or sctp`);
  const address = parts.slice(0, -2).join(":");
  if (address !== "" && !isAddress(address)) fail(`${address} is not an address`);
  const ports = rangeOf(range) ?? fail(`${range} is not a port or range of ports from 0 to 65535`);
  const host = parts.length > 1 ? (parts.at(-2) as string) : "";
  if (host !== "") {
    const hostPorts = rangeOf(host) ?? fail(`${host} is not a port of the host`);
    const count = ports[1] - ports[0];
    if (count !== 0 && count !== hostPorts[1] - hostPorts[0]) fail("the ranges are not of the same length");
  }
  return { first: ports[0], last: ports[1], protocol };
}

function rangeOf(text: string): [first: number, last: number] | undefined {
  const [start = "", ...rest] = text.split("-");
  const end = rest.length === 0 ? start : rest.join("-");
  const isPort = (port: string) => /^\+?\d+$/.test(port) && Number(port) <= 65_535;
  if (!isPort(start) || !isPort(end)) return undefined;
  return Number(start) <= Number(end) ? [Number(start), Number(end)] : undefined;
}

function isAddress(text: string): boolean {
  const bare = text.startsWith("[") ? /^\[([^[\]]*)\]$/.exec(text)?.[1] : text;
  if (bare === undefined) return false;
  if (bare === "") return true;
  if (/^\d+(?:\.\d+){3}$/.test(bare))
    return bare.split(".").every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return /^[0-9a-f:.]+$/i.test(bare) && URL.canParse(`http://[${bare}]/`);
}
