import { homedir } from "node:os";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { Fault } from "./faults";
import { ConfigurationError, shown } from "./faults";
import { unknownKey } from "./fields";
import { ruledAs } from "../features/rehearsal/config";
import { rehearse } from "../features/rehearsal/resolve";
import { serviceSchema } from "../features/services/schema";
import { resolveTarget } from "../features/target/config";
import { nearest } from "./names";
import type { ResolvedConfig } from "./resolve";
import { resolved } from "./resolve";
import { brokenRules } from "./rules";
import type { PlatformConfig } from "./schema";
import type { JudgedValue } from "./scalars";
import { judgeScalars, judgeText } from "./scalars";
import { PLATFORM_KEYS, platformSchema } from "./schema";
import type { StackFile, WrittenConfig } from "./stack-file";
import { findStackFile, readWrittenConfig, WrittenScalar } from "./stack-file";

const NAMESPACE = "platform";

/** Keys that had another place or name in earlier versions. */
const MOVED_KEYS: ReadonlyMap<string, string> = new Map([
  [
    "cluster",
    "this is now in platform:target (kind: kubernetes, with context and kubeconfig; or kind: embedded alone)",
  ],
  ["registry", "this is now in platform:target.registry"],
  ["docker", "this is now in platform:target.docker"],
  ["services.*.replicas", "this is now scaling"],
]);

/** Where configuration comes from; everything that the program knows of its source is in here. */
export interface ConfigSource {
  /** Name of the stack. */
  readonly stack: string;
  /** Configuration as the engine gives it: full keys, values as text (objects as JSON). */
  readonly values: Readonly<Record<string, string>>;
  /** Full keys whose values are secret, in whole or in part. */
  readonly secretKeys: readonly string[];
  /** The process environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Home folder of the user. */
  readonly home: string;
  /** The stack file; undefined when the configuration comes from elsewhere. */
  readonly stackFile?: StackFile;
  /** Whether no cluster is going to be reached: kubeconfigs are not looked for then. @default false */
  readonly unreached?: boolean;
}

/**
 * Reads the configuration of the stack that is being run.
 *
 * @throws ConfigurationError with every fault that there is.
 */
export function loadConfig(): ResolvedConfig {
  return resolveConfig({
    stack: pulumi.getStack(),
    values: pulumi.runtime.allConfig(),
    secretKeys: JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]") as string[],
    environment: process.env,
    home: homedir(),
    stackFile: findStackFile(pulumi.getRootDirectory(), pulumi.getStack()),
  });
}

/**
 * Checks a configuration and fills in what it leaves open.
 *
 * @throws ConfigurationError with every fault that there is.
 */
export function resolveConfig(source: ConfigSource): ResolvedConfig {
  const { config, faults } = judgedConfig(source);
  const { rehearsal } = config;
  // A rehearsal is for those who cannot reach the stack's own cluster: that one is not looked for.
  const found =
    config.target &&
    resolveTarget(config.target, { ...source, unreached: source.unreached || rehearsal !== undefined });
  const embedded = rehearsal && resolveTarget({ kind: "embedded" }, source);
  for (const one of [found, embedded]) if (one && "fault" in one) faults.push(one.fault);
  if (faults.length > 0 || !found || "fault" in found || (embedded && "fault" in embedded))
    throw errorOf(source, faults);
  // No fault: every key has been read.
  const own = resolved(config as PlatformConfig, found.target);
  return rehearsal && embedded ? rehearse(own, rehearsal, embedded.target) : own;
}

/**
 * Checks a configuration whatever of its target is there yet: nothing is looked up on the machine.
 *
 * @throws ConfigurationError with every fault that there is.
 */
export function checkConfig(source: ConfigSource): PlatformConfig {
  const { config, faults } = judgedConfig(source);
  if (faults.length > 0) throw errorOf(source, faults);
  return config as PlatformConfig;
}

function judgedConfig(source: ConfigSource): { config: Partial<PlatformConfig>; faults: Fault[] } {
  const { stack } = source;
  const { config, serviceKeys, faults } = readDraft(source);
  const broken = brokenRules({ name: stack, stack: ruledAs(stack, config.rehearsal), config, serviceKeys });
  return { config, faults: [...faults, ...broken] };
}

function errorOf({ stack, stackFile }: ConfigSource, faults: readonly Fault[]): ConfigurationError {
  const sorted = faults.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return new ConfigurationError(stack, sorted, stackFile?.path);
}

/** Reads each top-level key, and each service, for itself: what is wrong with one must not hide what is wrong elsewhere. */
function readDraft({ values, secretKeys, stackFile }: ConfigSource) {
  const text: WrittenConfig = stackFile
    ? readWrittenConfig(stackFile.text)
    : { values: {}, ambiguousKeys: [], errors: [] };
  const faults: Fault[] = [...unknownKeys(Object.keys(values)), ...judgeText(text)];
  const config: Partial<PlatformConfig> = {};
  let serviceKeys: string[] = [];
  for (const key of PLATFORM_KEYS) {
    const fullKey = `${NAMESPACE}:${key}`;
    // Also where somebody has them in plain text, which is a fault of its own.
    const secret = key === "secrets" || secretKeys.includes(fullKey);
    const schema = platformSchema.shape[key];
    const given = parseValue(values[fullKey]);
    // Nothing of a secret is shown.
    const judged: JudgedValue =
      secret || given === undefined
        ? { value: given, faults: [], written: new Map() }
        : judgeScalars(fullKey, schema, given, text.values[fullKey]);
    const found = (error: z.ZodError, value: unknown, at: string) => faultsOf(error, value, at, secret, judged);
    const raw = judged.value;
    faults.push(...judged.faults);
    if (key === "services" && isMap(raw)) {
      serviceKeys = Object.keys(raw);
      const services: PlatformConfig["services"] = {};
      for (const [name, service] of Object.entries(raw)) {
        const map = platformSchema.shape.services.keyType.safeParse(name);
        if (!map.success) faults.push(...found(map.error, name, `${fullKey}.${name}`));
        const result = serviceSchema.safeParse(service);
        if (result.success) services[name] = result.data;
        else faults.push(...found(result.error, service, `${fullKey}.${name}`));
      }
      config.services = services;
    } else {
      const result = schema.safeParse(raw);
      if (result.success) Object.assign(config, { [key]: result.data });
      else faults.push(...found(result.error, raw, fullKey));
    }
    if (secret && key !== "secrets") {
      faults.push({ key: fullKey, wanted: "must not be secret: only the values under platform:secrets are" });
    }
  }
  faults.push(...plainSecrets(config.secrets ?? {}, secretKeys, text));
  return { config, serviceKeys, faults };
}

/** Keys that belong to nobody here: a mistyped key must not vanish. */
function unknownKeys(keys: readonly string[]): Fault[] {
  return keys.flatMap((fullKey) => {
    const [namespace, key] = splitKey(fullKey);
    if (namespace === "pulumi") return [];
    if (namespace === NAMESPACE) {
      const known: readonly string[] = PLATFORM_KEYS;
      if (known.includes(key)) return [];
      const moved = MOVED_KEYS.get(key);
      return [{ key: fullKey, wanted: moved ?? unknownKey(key, known) }];
    }
    const near = nearest(namespace, [NAMESPACE, "pulumi"]);
    return [
      {
        key: fullKey,
        wanted: near
          ? `unknown key: did you mean "${near}:${key}"?`
          : `unknown key: this program reads the keys of ${NAMESPACE}: only, and every provider is given its own settings`,
      },
    ];
  });
}

function splitKey(fullKey: string): [string, string] {
  const colon = fullKey.indexOf(":");
  return [fullKey.slice(0, colon), fullKey.slice(colon + 1)];
}

/** One encrypted value makes the whole key secret for the engine: whether another is in plain text, only the file tells. */
function plainSecrets(
  secrets: PlatformConfig["secrets"],
  secretKeys: readonly string[],
  { values }: WrittenConfig,
): Fault[] {
  const fullKey = `${NAMESPACE}:secrets`;
  const isEncrypted = secretKeys.includes(fullKey);
  return Object.entries(secrets).flatMap(([secret, keys]) =>
    Object.entries(keys)
      .filter(([, { value }]) => value !== undefined)
      .filter(([key]) => !isEncrypted || valueAt(values[fullKey], [secret, key, "value"]) instanceof WrittenScalar)
      .map(([key]) => {
        const path = `${fullKey}.${secret}.${key}.value`;
        return {
          key: path,
          value: "[plain text]",
          wanted: `must be encrypted: run pulumi config set --secret --path ${path}`,
        };
      }),
  );
}

function faultsOf(error: z.ZodError, raw: unknown, at: string, secret: boolean, judged: JudgedValue): Fault[] {
  return error.issues.flatMap(meantIssues).flatMap((issue): Fault[] => {
    const key = [at, ...issue.path.map(String)].join(".");
    if (judged.faults.some((fault) => fault.key === key)) return [];
    const found = valueAt(raw, issue.path);
    const text = judged.written.get(key);
    const value = secret ? (found === undefined ? undefined : "[secret]") : (text?.source ?? shown(found));
    if (issue.code === "unrecognized_keys") {
      const notes = issue.message.split("\n");
      return issue.keys.map((unknown, index) => {
        const place = [key, unknown].join(".").replace(/^platform:services\.[^.]+\./, "services.*.");
        return { key: `${key}.${unknown}`, wanted: MOVED_KEYS.get(place) ?? notes[index] ?? issue.message };
      });
    }
    if (issue.code === "invalid_key") return [{ key, wanted: issue.issues[0]?.message ?? issue.message }];
    return [
      { key, value, line: text?.line, wanted: found === undefined ? `missing; ${issue.message}` : issue.message },
    ];
  });
}

/** What is wrong with a value of one of several shapes: where its shape is that of one of them, only what is wrong in there. */
function meantIssues(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const isInside = ({ path, code }: z.core.$ZodIssue) => path.length > 0 || code === "unrecognized_keys";
  const meant = issue.errors.find((issues) => issues.every(isInside)) ?? [];
  return meant.length === 0
    ? [issue]
    : meant.flatMap((inner) => meantIssues({ ...inner, path: [...issue.path, ...inner.path] }));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

/** The engine gives maps, numbers and booleans as JSON, and strings as they are. */
function parseValue(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
