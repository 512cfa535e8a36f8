import type { PolicyProviderResource, PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import deserialize = require("@pulumi/policy/deserialize");
import { getSpecialProxyTarget } from "@pulumi/policy/proxy";
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { isObject } from "./node";
import type { ProviderFacts, ResourceFacts } from "./resource";

/** Paths of secrets, by the properties they are in. */
const secrets = new WeakMap<object, readonly string[]>();

/**
 * Makes `@pulumi/policy` read each resource once for all rules of a request. By itself it reads it again for every rule, and for every
 * rule about a stack all resources of the stack, which is most of the time that hundreds of rules take. It also forgets which values
 * are secret before a rule sees them; here that is remembered.
 */
export function readOnce(): void {
  const original = deserialize.deserializeProperties;
  const known = new WeakMap<object, Record<string, unknown>>();
  deserialize.deserializeProperties = (message, proxySecrets) => {
    // Remediations change what they are given, so they get their own.
    if (proxySecrets) return original(message, proxySecrets);
    let properties = known.get(message);
    if (!properties) {
      properties = original(message, proxySecrets);
      known.set(message, properties);
      secrets.set(properties, secretPaths(message.toJavaScript()));
    }
    return properties;
  };
}

/** Paths of all secrets in properties as they came over the wire. */
function secretPaths(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => secretPaths(item, `${path}[${index}]`));
  if (!isObject(value)) return [];
  if (value[specialSigKey] === specialSecretSig) return [path];
  return Object.entries(value).flatMap(([key, item]) => secretPaths(item, path === "" ? key : `${path}.${key}`));
}

/** The properties behind the package's guard against unknown values: plain JSON, where unknown values are marks. */
function plain(properties: Record<string, unknown>): Record<string, unknown> {
  return (properties[getSpecialProxyTarget] as Record<string, unknown> | undefined) ?? properties;
}

/**
 * A copy of properties that a remediation was given: behind the guard there is another one, which keeps secrets secret when they are
 * written back, and which arrays do not bear.
 */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => copy(value[index]));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.keys(value).map((key) => [key, copy(value[key])]));
}

/** What a request for a remediation says about a resource. */
export function remediationFactsOf(args: ResourceValidationArgs): ResourceFacts {
  return { ...factsOf(args), properties: copy(plain(args.props)) };
}

/** What a request says about a resource. */
export function factsOf(args: ResourceValidationArgs | PolicyResource): ResourceFacts {
  const properties = plain(args.props);
  const { parent } = args.opts;
  return {
    urn: args.urn,
    type: args.type,
    name: args.name,
    properties,
    options: { protect: args.opts.protect, ignoreChanges: args.opts.ignoreChanges, parent },
    provider: args.provider && providerOf(args.provider),
    dependencies: "propertyDependencies" in args ? urnsOf(args.propertyDependencies) : undefined,
    secrets: secrets.get(properties),
  };
}

function providerOf({ type, name, urn, props }: PolicyProviderResource): ProviderFacts {
  return { type, name, urn, properties: plain(props) };
}

function urnsOf(dependencies: Record<string, PolicyResource[]>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(dependencies).map(([property, all]) => [property, all.map((one) => one.urn)]),
  );
}
