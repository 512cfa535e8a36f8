import type { Case } from "./fault-cases";
import { set, WEB } from "./fault-cases";

const NEEDS = `${WEB}/needs`;
const KEY = "platform:services.web.needs";

const one = (what: string, need: unknown, key: string, wanted: string): Case => ({
  what: `a need ${what}`,
  change: set(NEEDS, ["web", need]),
  key: `${KEY}${key}`,
  wanted,
});

/** What is refused of the needs of a service. */
export const NEEDS_CASES: readonly Case[] = [
  {
    what: "needs that are no list",
    change: set(NEEDS, "web"),
    key: `${KEY} = "web"`,
    wanted: "a list of keys of services",
  },
  one("that is a number", 5432, '.1 = "5432"', "no such service"),
  one("that is a list", ["web"], ".1 =", "a map with the keys service, internet, cidr, except, host, ports"),
  one("of an unknown key", { servce: "web" }, ".1.servce", 'did you mean "service"?'),
  one("of nothing", {}, ".1 = {}", "nothing is named: give one of service, internet, cidr, host"),
  one("of two things", { service: "web", internet: true }, ".1 =", "service and internet are two needs"),
  one("of no internet", { internet: false }, ".1.internet = false", "allowed: true"),
  one("of an address without a length", { cidr: "192.0.2.1" }, '.1.cidr = "192.0.2.1"', "CIDR form"),
  one("of a short address", { cidr: "10/8" }, '.1.cidr = "10/8"', "CIDR form"),
  one("of an address in hexadecimal", { cidr: "0x0a.0.0.0/8" }, ".1.cidr =", "CIDR form"),
  one("of a range that is too long", { cidr: "192.0.2.0/33" }, ".1.cidr =", "CIDR form"),
  one("of a range with bits beyond its length", { cidr: "192.0.2.1/24" }, ".1.cidr =", "CIDR form"),
  one("of an IPv6 range with such bits", { cidr: "2001:db8::1/64" }, ".1.cidr =", "CIDR form"),
  one(
    "that leaves out a range elsewhere",
    { cidr: "192.0.2.0/24", except: ["198.51.100.0/25"] },
    ".1.except =",
    "within 192.0.2.0/24",
  ),
  one(
    "that leaves out all of it",
    { cidr: "192.0.2.0/24", except: ["192.0.2.0/24"] },
    ".1.except =",
    "within 192.0.2.0/24",
  ),
  one(
    "that leaves out another kind of address",
    { cidr: "0.0.0.0/0", except: ["::/1"] },
    ".1.except =",
    "within 0.0.0.0/0",
  ),
  one(
    "that leaves something out of a service",
    { service: "web", except: ["10.0.0.0/8"] },
    ".1.except =",
    "it goes with cidr",
  ),
  one("of a host", { host: "api.example.org" }, '.1.host = "api.example.org"', "name its addresses (cidr)"),
  one("of a host that is none", { host: "https://example.org" }, ".1.host =", "a host name"),
  one("of port 0", { service: "web", ports: [0] }, ".1.ports.0 = 0", "from 1 to 65535"),
  one("of no port", { service: "web", ports: [] }, ".1.ports = []", "at least one port"),
];
