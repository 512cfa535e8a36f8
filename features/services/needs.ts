import { z } from "zod";
import type { Rule } from "../../config/draft";
import { known, serviceFault, servicesOf } from "../../config/draft";
import { dnsLabel, integer, strict, text } from "../../config/fields";
import { isWithin, range } from "./ranges";

/** What a need may be of; exactly one of these in each. */
const KINDS = ["service", "internet", "cidr", "host"] as const;

/**
 * Addresses that are no part of the internet: those of private networks, of this machine and its links, of shared and reserved ranges.
 * The pods, the Services and the nodes of a cluster are among them. Source: the IANA special-purpose address registries.
 */
const NOT_INTERNET = {
  "0.0.0.0/0": [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/4",
    "240.0.0.0/4",
  ],
  "::/0": ["::/127", "64:ff9b:1::/48", "fc00::/7", "fe80::/10", "ff00::/8"],
} as const;

const port = () => integer(1, 65535);

const need = strict({
  /** Another service, by its key. A string alone says the same. */
  service: dnsLabel().optional(),
  /** All public addresses: private networks, and with them the cluster, are no part of them. */
  internet: z.literal(true, { error: "allowed: true" }).optional(),
  /** A range of addresses. */
  cidr: range().optional(),
  /** Ranges within `cidr` that are left out. @default none */
  except: z.array(range(), { error: "allowed: a list of ranges of addresses" }).optional(),
  /** A host by its name; refused, as no target enforces names. */
  host: text(
    /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    "a host name",
  ).optional(),
  /** Ports. @default all: those that the service offers, or any */
  ports: z.array(port(), { error: "allowed: a list of ports" }).min(1, "allowed: at least one port").optional(),
});

/** What a service calls: another service by its key alone, or a map. */
export const needSchema = z.preprocess(
  (written) => (typeof written === "string" ? { service: written } : written),
  need,
);

/** A checked need. */
export type Need = z.infer<typeof need>;

/** Addresses that a need of the internet opens, each with what is left out of it. */
export function internet(): { cidr: string; except: readonly string[] }[] {
  return Object.entries(NOT_INTERNET).map(([cidr, except]) => ({ cidr, except }));
}

const needsAreOfOneKind: Rule = ({ config }) =>
  each(config, (service, at, one) => {
    const kinds = KINDS.filter((kind) => one[kind] !== undefined);
    if (kinds.length !== 1) {
      const found = kinds.length > 1 ? `${kinds.join(" and ")} are two needs` : "nothing is named";
      return [serviceFault(service, at, one, `${found}: give one of ${KINDS.join(", ")}`)];
    }
    if (one.except && one.cidr === undefined) {
      return [serviceFault(service, `${at}.except`, one.except, "it goes with cidr: remove it, or name the range")];
    }
    const wrong = one.except?.find((inner) => !isWithin(inner, one.cidr as string));
    return wrong === undefined
      ? []
      : [serviceFault(service, `${at}.except`, wrong, `allowed: ranges within ${one.cidr as string}`)];
  });

const neededServicesExist: Rule = ({ config, serviceKeys }) =>
  each(config, (service, at, one) => {
    if (one.service === undefined || serviceKeys.includes(one.service)) return [];
    return [serviceFault(service, at, one.service, known("service", one.service, serviceKeys))];
  });

const hostsAreRefused: Rule = ({ config }) =>
  each(config, (service, at, { host }) =>
    host === undefined
      ? []
      : [
          serviceFault(
            service,
            `${at}.host`,
            host,
            "a network policy knows addresses, and those of a name change: name its addresses (cidr), or the internet",
          ),
        ],
  );

/** What must hold of needs. */
export const needsRules: readonly Rule[] = [needsAreOfOneKind, neededServicesExist, hostsAreRefused];

function each(
  config: Parameters<typeof servicesOf>[0],
  judge: (service: string, at: string, need: Need) => ReturnType<Rule>,
): ReturnType<Rule> {
  return servicesOf(config).flatMap(([key, { needs }]) =>
    needs.flatMap((one, index) => judge(key, `needs.${index}`, one)),
  );
}
