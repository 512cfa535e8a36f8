import { posix } from "node:path";
import { z } from "zod";
import { seconds } from "./duration";
import { CONFIG_MAP_KEY, DNS_LABEL, fileKey, nearest } from "./names";
import { percent } from "./percentage";
import { cpuMillicores, formatCpu, formatMemory, memoryBytes } from "./quantity";

/*
 * Building blocks of the schema. Each carries, as its error text, what would be right: a fault then always names the allowed
 * values, whatever the way in which the value is wrong.
 */

/**
 * An object whose unknown keys are faults, each with the nearest right key.
 * The text has one line per unknown key, in the order in which zod lists them.
 */
export function strict<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => unknownKey(key, known)).join("\n")
        : `allowed: a map with the keys ${known.join(", ")}`,
  });
}

/** What a fault says of a key that the schema does not know. */
export function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return near ? `unknown key: did you mean "${near}"?` : `unknown key; the keys here are: ${known.join(", ")}`;
}

/** A map from names of one form to values of one kind. */
export function map<Value extends z.ZodType>(keys: z.ZodString, values: Value, wanted: string) {
  return z.record(keys, values, { error: `allowed: ${wanted}` });
}

/** A whole number within bounds, both included. */
export function integer(minimum: number, maximum: number) {
  const error = `allowed: a whole number from ${minimum} to ${maximum}`;
  return z.int({ error }).min(minimum, { error }).max(maximum, { error });
}

/** true or false. */
export function flag() {
  return z.boolean({ error: "allowed: true or false" });
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: `allowed: ${words.join(", ")}` });
}

/** A string of a given form. */
export function text(pattern: RegExp, wanted: string) {
  const error = `allowed: ${wanted}`;
  return z.string({ error }).regex(pattern, { error });
}

/** A DNS label, the form of most Kubernetes names. */
export function dnsLabel() {
  return text(DNS_LABEL, "a DNS label (1 to 63 of a-z, 0-9 and -, neither first nor last a -)");
}

/** A quantity of memory within bounds, both included; the value is in the API server's normal form. */
export function memoryBetween(minimum: string, maximum: string) {
  const error = `allowed: memory from ${minimum} to ${maximum}, as a whole number and Ki, Mi, Gi or Ti, such as 512Mi`;
  return z
    .string({ error })
    .transform(bounded(error, memoryBytes, memoryBytes(minimum), memoryBytes(maximum), formatMemory));
}

/** A quantity of CPU within bounds, both included; the value is in the API server's normal form. */
export function cpuBetween(minimum: string, maximum: string) {
  const error = `allowed: CPU from ${minimum} to ${maximum}, as millicores such as 250m or cores such as 1 or 0.5`;
  return z
    .union([z.string(), z.number().transform(String)], { error })
    .transform(bounded(error, cpuMillicores, cpuMillicores(minimum), cpuMillicores(maximum), formatCpu));
}

/** A duration within bounds, both included; the value is in seconds. */
export function durationBetween(minimum: string, maximum: string) {
  const error = `allowed: a duration from ${minimum} to ${maximum}, as a whole number and s, m or h, such as 30s`;
  return z
    .string({ error })
    .transform(bounded(error, seconds, seconds(minimum), seconds(maximum), (value: number) => value));
}

/** A percentage within bounds, both included; the value is its number. */
export function percentageBetween(minimum: string, maximum: string) {
  const error = `allowed: a percentage from ${minimum} to ${maximum}, as a whole number and %, such as 70%`;
  return z
    .string({ error })
    .transform(bounded(error, percent, percent(minimum), percent(maximum), (value: number) => value));
}

/** A number with at most two decimals within bounds, both included. */
export function decimal(minimum: number, maximum: number) {
  const error = `allowed: a number from ${minimum} to ${maximum} with at most two decimals, such as 0.5`;
  return z
    .number({ error })
    .min(minimum, { error })
    .max(maximum, { error })
    .refine((value) => Number(value.toFixed(2)) === value, { error });
}

/** An absolute path inside a container, written without detours. */
export function containerPath() {
  const wanted = "allowed: an absolute path in the container without .. or double slashes, such as /var/cache/app";
  return z
    .string({ error: wanted })
    .refine((path) => posix.isAbsolute(path) && posix.normalize(path) === path && path !== "/", { error: wanted });
}

/** The path of a file inside a container, whose ConfigMap key is one that Kubernetes takes. */
export function containerFile() {
  return containerPath().refine((path) => CONFIG_MAP_KEY.test(fileKey(path)), {
    error:
      "allowed: a path of letters, digits, -, _, . and /, which does not begin with .. and has at most 254 characters",
  });
}

function bounded<Result>(
  error: string,
  parse: (text: string) => number,
  minimum: number,
  maximum: number,
  format: (value: number) => Result,
) {
  return (written: string, context: z.RefinementCtx): Result => {
    try {
      const value = parse(written);
      if (value >= minimum && value <= maximum) return format(value);
    } catch {
      // Not of the form at all: the fault below names the form and the bounds.
    }
    context.addIssue({ code: "custom", message: error });
    return z.NEVER;
  };
}
