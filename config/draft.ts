import type { Fault } from "./faults";
import { shown } from "./faults";
import type { Environment } from "../features/environment/config";
import type { ServiceConfig } from "../features/services/schema";
import { nearest } from "./names";
import type { PlatformConfig } from "./schema";

/** What of a configuration could be read: a rule looks only at what is there, so that no fault hides another. */
export interface Draft {
  /** Name of the stack itself. */
  readonly name: string;
  /** Name of the stack whose rules hold: that of the stack itself, or of the one that it rehearses. */
  readonly stack: string;
  /** The top-level values that are right; `services` holds those services that are right. */
  readonly config: Partial<PlatformConfig>;
  /** Keys of all services, right or not. */
  readonly serviceKeys: readonly string[];
}

/** Something that must hold between keys, or in an environment; returns what is wrong. */
export type Rule = (draft: Draft) => Fault[];

/**
 * A rule for a key that some environments want to have certain values. The stack says which environment it is, so that a wrong
 * `environment` lowers nothing and hides nothing.
 *
 * @param environments where it holds.
 * @param key the key, without the namespace, such as "monitoring.enabled".
 * @param value reads it from a configuration; undefined where it could not be read.
 * @param holds whether a value is right.
 * @param wanted what would be right, for the fault.
 */
export function requiredIn<Value>(
  environments: readonly Environment[],
  key: string,
  value: (config: Partial<PlatformConfig>) => Value | undefined,
  holds: (value: Value) => boolean,
  wanted: string,
): Rule {
  return ({ stack, config }) => {
    const found = value(config);
    if (!environments.some((environment) => environment === stack) || found === undefined || holds(found)) return [];
    return [{ key: `platform:${key}`, value: shown(found), wanted: `allowed in ${stack}: ${wanted}` }];
  };
}

/** The services that could be read, by key. */
export function servicesOf(config: Partial<PlatformConfig>): [string, ServiceConfig][] {
  return Object.entries(config.services ?? {});
}

/** A fault of a key of a service. */
export function serviceFault(service: string, key: string, value: unknown, wanted: string): Fault {
  return { key: `platform:services.${service}.${key}`, value: shown(value), wanted };
}

/** What a fault says of a name that is none of the candidates. */
export function known(what: string, word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  if (near) return `no such ${what}: did you mean "${near}"?`;
  return `no such ${what}; there ${candidates.length ? `are: ${candidates.join(", ")}` : "is none"}`;
}
