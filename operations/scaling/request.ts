import { nearest } from "../../config/names";
import type { PlatformConfig } from "../../config/schema";
import { resolveScaling, type ResolvedScaling } from "../../features/scale/resolve";
import type { Written } from "./stack-text";

/** What is to be scaled, and how. */
export type ScaleRequest =
  { readonly service: string; readonly amount: Amount } | { readonly all: true; readonly factor: number };

/** A number of replicas, or the bounds of an autoscaler. */
export type Amount = number | { readonly min: number; readonly max: number };

/** Where the stack file says it, and what it is to say. */
export interface Change {
  /** Keys that lead there. */
  readonly path: readonly string[];
  readonly value: Written;
}

/**
 * Reads what was typed behind `scale`.
 *
 * @param words a service and its amount, or with `all` a factor alone
 * @throws Error that says how it is to be written
 */
export function readRequest(words: readonly string[], all: boolean): ScaleRequest {
  const [first = "", second] = words;
  if (all) {
    if (words.length === 1 && /^\d+(\.\d+)?$/.test(first)) return { all, factor: Number(first) };
    throw new Error(
      `--all takes one factor, by which the replicas of every service are multiplied, and not "${words.join(" ")}": ` +
        "platform scale --all 0.5, or --all 1 for what the services themselves say",
    );
  }
  const [, number] = /^(\d+)$/.exec(second ?? "") ?? [];
  const [, min, max] = /^(\d+)\.\.(\d+)$/.exec(second ?? "") ?? [];
  if (words.length === 2 && number !== undefined) return { service: first, amount: Number(number) };
  if (words.length === 2 && min !== undefined) {
    return { service: first, amount: { min: Number(min), max: Number(max) } };
  }
  throw new Error(
    `"${words.join(" ")}" is not a service and its replicas: platform scale web 3, or platform scale web 2..10 where an ` +
      "autoscaler decides, or platform scale --all 0.5 for all services",
  );
}

/**
 * What a request changes in the stack file.
 *
 * @param config the configuration as it is
 * @param file name of the stack file, for messages
 * @throws Error when there is no such service, or it scales in the other way
 */
export function changeOf(request: ScaleRequest, config: PlatformConfig, file: string): Change {
  if ("all" in request) return { path: ["config", "platform:scale"], value: request.factor };
  const { service: name, amount } = request;
  const service = Object.hasOwn(config.services, name) ? config.services[name] : undefined;
  if (!service) throw new Error(unknownService(name, config, file));
  const at = `platform:services.${name}.scaling`;
  if (typeof service.scaling === "object" && typeof amount === "number") {
    throw new Error(
      `An autoscaler decides how many replicas ${name} has, from ${service.scaling.min} to ${service.scaling.max}: give it other ` +
        `bounds (platform scale ${name} ${service.scaling.min}..${amount}), or write a number at ${at} in ${file}.`,
    );
  }
  if (typeof service.scaling !== "object" && typeof amount === "object") {
    const bounds = `{ min: ${amount.min}, max: ${amount.max}, cpu: 70% }`;
    throw new Error(
      `${name} has a fixed number of replicas: give a number (platform scale ${name} ${amount.min}), or have an autoscaler decide ` +
        `with ${at}: ${bounds} in ${file}, which says by what it scales.`,
    );
  }
  return { path: ["config", "platform:services", name, "scaling"], value: amount };
}

function unknownService(name: string, { services }: PlatformConfig, file: string): string {
  const keys = Object.keys(services);
  const named = keys.find((key) => services[key]?.name === name);
  const near = named ?? nearest(name, keys);
  const rest =
    near === undefined ? `There ${keys.length > 0 ? `are: ${keys.join(", ")}` : "is none"}.` : `Did you mean ${near}?`;
  return `${file} has no service ${name}. ${rest}`;
}

/** How many replicas each service has, in words. */
export function replicasInWords({ services, workload, scale }: PlatformConfig): Record<string, string> {
  return Object.fromEntries(
    Object.entries(services).map(([key, { scaling }]) => [
      key,
      inWords(resolveScaling(scaling, workload.replicas, scale)),
    ]),
  );
}

function inWords(scaling: ResolvedScaling): string {
  return scaling.kind === "fixed" ? String(scaling.replicas) : `${scaling.min}..${scaling.max}`;
}
