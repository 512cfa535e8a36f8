import { shortfalls, sumOf } from "../../config/demand";
import type { Draft, Rule } from "../../config/draft";
import { serviceFault, servicesOf } from "../../config/draft";
import type { Fault } from "../../config/faults";
import { shown } from "../../config/faults";
import { cpuMillicores, memoryBytes } from "../../config/quantity";
import { ownQuota } from "../namespace/quota";
import { demandOfService } from "../services/demand";
import { isReplicated } from "../services/kinds";
import type { ResolvedService } from "../services/resolve";
import { resolveService } from "../services/resolve";
import { isSingle } from "../services/volumes";
import { LEAST_USUAL_REPLICAS, MOST_REPLICAS } from "../workload/config";
import { fewest, MEASURED, most, scaled } from "./resolve";

/** What a service that names its replicas has at the least, by environment. */
const LEAST_NAMED_REPLICAS: Readonly<Record<string, number>> = { production: 2 };

/** An autoscaler does nothing until a metric is this many times its target: the cluster's own tolerance of a tenth. */
const TOLERANCE = 1.1;

const boundsLeaveRoom: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, { scaling }]) =>
    typeof scaling !== "object" || scaling.min < scaling.max
      ? []
      : [
          serviceFault(
            key,
            "scaling.max",
            scaling.max,
            `allowed: more than scaling.min (${scaling.min}); a number that never changes is scaling: ${scaling.min}`,
          ),
        ],
  );

const somethingIsMeasured: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, { scaling }]) =>
    typeof scaling !== "object" || MEASURED.some((resource) => scaling[resource] !== undefined)
      ? []
      : [serviceFault(key, "scaling", scaling, "missing: say by what it scales, such as cpu: 70% or memory: 80%")],
  );

/** What a replica may use is limited: a target at or above that is one which no load ever reaches. */
const targetsCanBeReached: Rule = (draft) =>
  resolvedServices(draft).flatMap(({ key, scaling, requests, limits }) => {
    if (scaling.kind === "fixed") return [];
    const shareOf = {
      cpu: cpuMillicores(limits.cpu) / cpuMillicores(requests.cpu),
      memory: memoryBytes(limits.memory) / memoryBytes(requests.memory),
    };
    return scaling.metrics.flatMap(({ resource, utilization }) => {
      const highest = Math.floor((100 * shareOf[resource]) / TOLERANCE);
      if (utilization <= highest) return [];
      const wanted =
        `allowed: at most ${highest}%, since a replica that requests ${requests[resource]} (requests.${resource}) is kept ` +
        `below ${limits[resource]} (limits.${resource}), and replicas are added from a tenth above the target`;
      return [serviceFault(key, `scaling.${resource}`, `${utilization}%`, wanted)];
    });
  });

/** The fewest that each service has must fit in any case, which the rule of the quota says; here it is about the most. */
const maximumsFitTheQuota: Rule = (draft) => {
  const own = ownQuota(draft.config.namespace?.quota);
  const services = resolvedServices(draft);
  if (!own) return [];
  const without = (count: (service: ResolvedService) => number) =>
    shortfalls(own, sumOf(services.map((service) => demandOfService(service, count(service)))));
  if (without(({ scaling }) => fewest(scaling)).length > 0) return [];
  const missing = without(({ scaling }) => most(scaling));
  return services.flatMap((service) => {
    const { key, scaling } = service;
    if (scaling.kind === "fixed" || missing.length === 0) return [];
    const fits = (maximum: number) =>
      without((other) => (other === service ? maximum : most(other.scaling))).length === 0;
    let highest = scaling.max - 1;
    while (highest > scaling.min && !fits(highest)) highest--;
    const quota = missing
      .map((one) => `namespace.quota.${one.key}, ${one.have}, to at least ${one.need}`)
      .join(" and ");
    const wanted = fits(highest) ? `at most ${highest}` : "less, together with the other services";
    return [
      serviceFault(
        key,
        "scaling.max",
        scaling.max,
        `allowed: ${wanted}, which the quota holds in a rolling update${withFactor(draft)}; or raise ${quota}`,
      ),
    ];
  });
};

const servicesKeepTheirMinimum: Rule = ({ stack, config }) =>
  scalable(config).flatMap(([key, { scaling }]) => {
    const least = LEAST_NAMED_REPLICAS[stack];
    const count = typeof scaling === "object" ? scaling.min : scaling;
    if (least === undefined || count === undefined || count >= least) return [];
    const at = typeof scaling === "object" ? "scaling.min" : "scaling";
    const wanted = `allowed in ${stack}: at least ${least}, so that a node may fail or be drained`;
    return [serviceFault(key, at, count, wanted)];
  });

/** Scaled as a whole, an environment still has what it must have, and no service more than there may be. */
const factorKeepsBounds: Rule = ({ stack, config: { scale = 1, workload, ...config } }) => {
  if (!workload) return [];
  const counts = scalable(config).flatMap(([key, { scaling }]) => {
    const least = (scaling === undefined ? LEAST_USUAL_REPLICAS : LEAST_NAMED_REPLICAS)[stack] ?? 1;
    const at = `services.${key}.scaling`;
    if (typeof scaling !== "object") {
      const name = scaling === undefined ? `services.${key} (workload.replicas)` : at;
      return [{ at: name, count: scaling ?? workload.replicas, least }];
    }
    return [
      { at: `${at}.min`, count: scaling.min, least },
      { at: `${at}.max`, count: scaling.max, least: 1 },
    ];
  });
  const fault = (wanted: string): Fault => ({ key: "platform:scale", value: shown(scale), wanted });
  const few = counts.filter(({ count, least }) => count >= least && scaled(count, scale) < least);
  const many = counts.filter(({ count }) => scaled(count, scale) > MOST_REPLICAS);
  return [
    ...few.slice(0, 1).map(({ at, count, least }) => {
      const lowest = Math.max(...few.map((one) => Math.floor((100 * (one.least - 1)) / one.count) + 1)) / 100;
      return fault(
        `allowed in ${stack}: at least ${lowest}: ${at}, ${count}, would be ${scaled(count, scale)}, and at least ${least} must stay`,
      );
    }),
    ...many.slice(0, 1).map(({ at, count }) => {
      const highest = Math.min(...many.map((one) => Math.floor((100 * MOST_REPLICAS) / one.count))) / 100;
      return fault(
        `allowed: at most ${highest}: ${at}, ${count}, would be ${scaled(count, scale)}, and there may be ${MOST_REPLICAS}`,
      );
    }),
  ];
};

/** What must hold of the number of replicas. */
export const scaleRules: readonly Rule[] = [
  boundsLeaveRoom,
  somethingIsMeasured,
  targetsCanBeReached,
  maximumsFitTheQuota,
  servicesKeepTheirMinimum,
  factorKeepsBounds,
];

/** What a fault of the quota adds where the environment is scaled. */
export function withFactor({ config: { scale = 1 } }: Draft): string {
  return scale === 1 ? "" : ` with platform:scale ${scale}`;
}

/** Those with replicas of which there may be several. */
function scalable(config: Draft["config"]): ReturnType<typeof servicesOf> {
  return servicesOf(config).filter(([, service]) => isReplicated(service) && !isSingle(service));
}

function resolvedServices({ config }: Draft): ResolvedService[] {
  const { workload, scale = 1 } = config;
  return workload ? servicesOf(config).map(([key, service]) => resolveService(key, service, workload, scale)) : [];
}
