import * as fs from "node:fs";
import * as path from "node:path";
import {
  containsUnknown,
  isPropertyMap,
  Secret,
  Unknown,
  withoutSecrets,
  type PropertyMap,
  type PropertyValue,
} from "../../plugin";
import type { Build } from "../build";
import { contextDigest } from "../context/digest";
import { parseImageName } from "../image-name";

/** A fault of the inputs. */
export interface Fault {
  property?: string;
  reason: string;
}

const builders = ["BuilderV1", "BuilderBuildKit"] as const;

/** What the architecture that Node.js names is called by Docker. */
const architectures: Record<string, string> = { x64: "amd64", ia32: "386", arm: "arm/v7" };

/** The platform to build for when the program names none: Linux on this machine's architecture. */
export function hostPlatform(): string {
  return `linux/${architectures[process.arch] ?? process.arch}`;
}

/** `build` of an Image; the empty map when none is given. */
export function buildInputs(inputs: PropertyMap): PropertyMap {
  const build = inputs.build === undefined ? {} : withoutSecrets(inputs.build);
  return isPropertyMap(build) ? build : {};
}

/** The build that the inputs describe, with the official defaults: context `.`, its Dockerfile, BuildKit. */
export function buildOf(inputs: PropertyMap): Build {
  const plain = withoutSecrets(inputs);
  const build = buildInputs(inputs);
  const cacheFrom = isPropertyMap(build.cacheFrom) ? (build.cacheFrom.images as string[] | undefined) : undefined;
  const { context, dockerfile } = buildPaths(build);
  return {
    imageName: plain.imageName as string,
    context,
    dockerfile,
    args: (build.args ?? {}) as Record<string, string>,
    target: build.target as string | undefined,
    platform: build.platform as string | undefined,
    network: build.network as string | undefined,
    addHosts: (build.addHosts ?? []) as string[],
    cacheFrom: (cacheFrom ?? []).filter((image) => typeof image === "string"),
    builder: (build.builderVersion ?? "BuilderBuildKit") as Build["builder"],
  };
}

/** Where context and Dockerfile are; both are taken from the program's directory. */
export function buildPaths(build: PropertyMap): { context: string; dockerfile: string } {
  const context = (build.context as string | undefined) || ".";
  return { context, dockerfile: (build.dockerfile as string | undefined) || path.join(context, "Dockerfile") };
}

/** The values that must not appear in what a build prints: the build arguments that the program marks secret. */
export function secretArguments(inputs: PropertyMap): string[] {
  const open = (value: PropertyValue | undefined): [PropertyValue | undefined, boolean] =>
    value instanceof Secret ? [value.value, true] : [value, false];
  const [build, buildIsSecret] = open(inputs.build);
  const [args, argsAreSecret] = open(isPropertyMap(build) ? build.args : undefined);
  if (!isPropertyMap(args)) return [];
  return Object.values(args)
    .filter((value) => buildIsSecret || argsAreSecret || value instanceof Secret)
    .map((value) => withoutSecrets(value ?? null))
    .filter((value) => typeof value === "string" && value !== "") as string[];
}

/**
 * Completes the inputs as the official plugin does: the digest of the context, by which a change of a file shows, and the
 * platform. The registry's password is made a secret whatever the program says.
 */
export async function checkImage(given: PropertyMap): Promise<{ inputs: PropertyMap; failures: Fault[] }> {
  const inputs: PropertyMap = { ...given };
  const failures = [...nameFaults(inputs), ...buildFaults(inputs)];
  const registry = inputs.registry;
  if (isPropertyMap(registry) && typeof registry.password === "string") {
    inputs.registry = { ...registry, password: new Secret(registry.password) };
  }
  const build = buildInputs(inputs);
  const added: PropertyMap = { platform: build.platform ?? hostPlatform() };
  if (containsUnknown(build.context) || containsUnknown(build.dockerfile)) {
    added.contextDigest = Unknown.value;
  } else if (failures.length === 0) {
    const { context, dockerfile } = buildPaths(build);
    const fault = pathFault(context, dockerfile);
    if (fault) failures.push(fault);
    else added.contextDigest = await contextDigest(context, dockerfile);
  }
  // Secrets inside stay where they are: only what is added is new.
  const original = inputs.build instanceof Secret ? inputs.build.value : inputs.build;
  const complete = { ...(isPropertyMap(original) ? original : {}), ...added };
  inputs.build = inputs.build instanceof Secret ? new Secret(complete) : complete;
  return { inputs, failures };
}

function nameFaults(inputs: PropertyMap): Fault[] {
  const plain = withoutSecrets(inputs);
  const name = plain.imageName;
  if (containsUnknown(name)) return [];
  if (typeof name !== "string" || name === "")
    return [{ property: "imageName", reason: "is required: the image's name" }];
  const pushed = plain.skipPush !== true;
  try {
    const { registry, digest } = parseImageName(name);
    if (digest) return [{ property: "imageName", reason: "must not have a digest: the build gives the digest" }];
    if (pushed && registry === undefined) {
      const reason = `must begin with the registry to push to: docker.io/${name} for Docker Hub. Or set skipPush`;
      return [{ property: "imageName", reason }];
    }
    return [];
  } catch (error) {
    return [{ property: "imageName", reason: (error as Error).message }];
  }
}

function buildFaults(inputs: PropertyMap): Fault[] {
  const faults: Fault[] = [];
  const build = buildInputs(inputs);
  const version = build.builderVersion;
  if (
    version !== undefined &&
    version !== null &&
    !containsUnknown(version) &&
    !builders.includes(version as Build["builder"])
  ) {
    faults.push({
      property: "build.builderVersion",
      reason: `must be ${builders.join(" or ")}, got ${JSON.stringify(version)}`,
    });
  }
  const args = isPropertyMap(build.args) ? build.args : {};
  for (const [name, value] of Object.entries(args)) {
    if (value !== undefined && typeof value !== "string" && !containsUnknown(value)) {
      faults.push({ property: `build.args.${name}`, reason: `must be a string, got ${typeof value}` });
    }
  }
  return faults;
}

function pathFault(context: string, dockerfile: string): Fault | undefined {
  if (!fs.statSync(context, { throwIfNoEntry: false })?.isDirectory()) {
    return { property: "build.context", reason: `there is no directory ${path.resolve(context)}` };
  }
  if (fs.statSync(dockerfile, { throwIfNoEntry: false })?.isFile()) return undefined;
  const inContext = path.join(context, dockerfile);
  const hint =
    !path.isAbsolute(dockerfile) && fs.existsSync(inContext)
      ? `; the path is taken from the program's directory, not from the context: write "${inContext}"`
      : "";
  return { property: "build.dockerfile", reason: `there is no file ${path.resolve(dockerfile)}${hint}` };
}
