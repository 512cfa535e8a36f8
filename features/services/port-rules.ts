import type { Rule } from "../../config/draft";
import { serviceFault, servicesOf } from "../../config/draft";
import type { Fault } from "../../config/faults";
import { RESERVED_PORT_NAMES } from "../../config/names";
import type { ServiceConfig } from "./schema";

/** A port of a container of a service. */
interface Port {
  /** Key of the port. */
  readonly at: string;
  readonly number: number;
  /** Undefined where the platform names it. */
  readonly name?: string;
}

/** All containers of a pod listen on the same addresses. */
const portsAreApart: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, service]) => {
    const taken = new Map<number, string>();
    return portsOf(service).flatMap(({ at, number }): Fault[] => {
      const other = taken.get(number);
      if (other === undefined) taken.set(number, at);
      return other === undefined ? [] : [serviceFault(key, at, number, `is ${other} already: choose another`)];
    });
  });

const portsHaveNames: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, service]) => {
    const taken = new Map<string, string>();
    return portsOf(service).flatMap(({ at, number, name }): Fault[] => {
      if (name === undefined) return [];
      const other = taken.get(name);
      taken.set(name, at);
      if (RESERVED_PORT_NAMES.includes(name)) {
        return [serviceFault(key, at, number, "the platform gives this name itself: choose another")];
      }
      return other === undefined
        ? []
        : [
            serviceFault(
              key,
              at,
              number,
              `has the name of ${other}: a service has each of its ports by a name of its own`,
            ),
          ];
    });
  });

const metricsAreApart: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, service]) => {
    const { metrics } = service;
    if (metrics === undefined || !portsOf(service).some(({ number }) => number === metrics.port)) return [];
    const wanted = "allowed: another port than the service's and its sidecars', which others may reach";
    return [serviceFault(key, "metrics.port", metrics.port, wanted)];
  });

const probesFitTheirKind: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, service]) =>
    probesOf(service).flatMap(({ at, probes: { kind, command } }) => {
      if (kind === "exec" && command === undefined) {
        return [serviceFault(key, `${at}.command`, undefined, "missing: the program that answers by its exit code")];
      }
      if (kind !== "exec" && command !== undefined) {
        return [serviceFault(key, `${at}.command`, command, `kind ${kind} runs none: make it kind exec`)];
      }
      return [];
    }),
  );

const sidecarsAreAskedSomewhere: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, { sidecars }]) =>
    Object.entries(sidecars).flatMap(([name, { ports = {}, probes }]) => {
      const at = `sidecars.${name}.probes.port`;
      if (probes === undefined) return [];
      if (probes.kind === "exec") {
        return probes.port === undefined
          ? []
          : [serviceFault(key, at, probes.port, "kind exec asks on no port: remove it, or make it kind http or tcp")];
      }
      if (probes.port !== undefined || Object.keys(ports).length > 0) return [];
      return [
        serviceFault(key, at, undefined, "missing: the port on which it is asked, here or under ports; or kind exec"),
      ];
    }),
  );

/** What must hold of the ports of services and their sidecars, and of how they are asked. */
export const portRules: readonly Rule[] = [
  portsAreApart,
  portsHaveNames,
  metricsAreApart,
  probesFitTheirKind,
  sidecarsAreAskedSomewhere,
];

/** The ports of a service but that of its metrics. One on which a sidecar is asked counts once, where it is one of its ports too. */
function portsOf({ port, ports = {}, sidecars }: ServiceConfig): Port[] {
  const named = (at: string, all: Readonly<Record<string, number>>): Port[] =>
    Object.entries(all).map(([name, number]) => ({ at: `${at}.${name}`, number, name }));
  return [
    ...(port === undefined ? [] : [{ at: "port", number: port }]),
    ...named("ports", ports),
    ...Object.entries(sidecars).flatMap(([sidecar, { ports: own = {}, probes }]) => [
      ...named(`sidecars.${sidecar}.ports`, own),
      ...(probes?.port === undefined || Object.values(own).includes(probes.port)
        ? []
        : [{ at: `sidecars.${sidecar}.probes.port`, number: probes.port }]),
    ]),
  ];
}

function probesOf({ probes, sidecars }: ServiceConfig) {
  const own = probes === undefined ? [] : [{ at: "probes", probes }];
  const beside = Object.entries(sidecars).flatMap(([name, sidecar]) =>
    sidecar.probes === undefined ? [] : [{ at: `sidecars.${name}.probes`, probes: sidecar.probes }],
  );
  return [...own, ...beside];
}
