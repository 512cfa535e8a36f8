import { buildOf, builds } from "../docker/build";
import type { Node } from "../node";
import { Resource, type ResourceFacts } from "../resource";
import { COMING_DIGEST, hasUnknown } from "../unknown";
import { parseImage } from "./image";
import { kinds } from "./kinds";
import { imagesOf } from "./pod-images";
import { podTemplate } from "./workload";

const secretObjects = kinds("/Secret");

/** A workload with images that are known only after the update. */
export interface Coming {
  /** The workload as the preview has it. */
  readonly facts: ResourceFacts;
  /** Where it names those images, in words. */
  readonly places: readonly string[];
  /**
   * The workload with names in these places, for each image that they may come to be: registry, repository and that it is named by its
   * digest. None where the preview does not say what they come from.
   */
  readonly variants: readonly ResourceFacts[];
}

/**
 * Finds workloads with images that are not known yet, and what these will be: the digest of an image that is to be built is not known, but
 * its build says the rest of the name.
 *
 * @param all the resources of a stack, with what their properties depend on.
 */
export function comingImages(all: readonly ResourceFacts[]): Coming[] {
  const byUrn = new Map(all.map((one) => [one.urn, one]));
  return all.flatMap((facts) => {
    const resource = new Resource(facts, new Set());
    const images = unknownImages(resource);
    if (images.length === 0) return [];
    const variants = namesOfComing(resource, images, byUrn).map((name) => ({
      ...facts,
      properties: images.reduce((properties, { keys }) => withValue(properties, keys, name), facts.properties),
    }));
    return [{ facts, places: images.map(({ path }) => resource.place(path)), variants }];
  });
}

/** The resources of a stack, with images that can come to be only one thing under that name in the place of those that are not known yet. */
export function withBuiltImages(all: readonly ResourceFacts[]): readonly ResourceFacts[] {
  if (!all.some(({ type, properties }) => builds(type) && hasUnknown(properties))) return all;
  const settled = new Map(
    comingImages(all).flatMap(({ facts, variants: [only, ...others] }) =>
      only && others.length === 0 ? [[facts.urn, only] as const] : [],
    ),
  );
  return all.map((one) => settled.get(one.urn) ?? one);
}

/** Where a resource names images that are not known yet, in words. */
export function unknownImagePlaces(facts: ResourceFacts): string[] {
  const resource = new Resource(facts, new Set());
  return unknownImages(resource).map(({ path }) => resource.place(path));
}

function unknownImages(resource: Resource): Node[] {
  return imagesOf(podTemplate(resource))
    .map(({ image }) => image)
    .filter((image) => image.isUnknown);
}

/**
 * The names that images may come to have that are not known yet, by the builds that their property depends on; none where one of them may
 * come from something else.
 */
function namesOfComing(
  resource: Resource,
  images: readonly Node[],
  byUrn: ReadonlyMap<string, ResourceFacts>,
): string[] {
  // All containers and volumes of a pod are below one property.
  const property = String(images[0]?.keys[0]);
  const sources = resource
    .dependsOn(property)
    .flatMap((urn) => byUrn.get(urn) ?? [])
    .filter(hasOpenOutputs);
  const paths = images.map(({ path }) => path);
  const hasOtherUnknown = () =>
    resource
      .at(property)
      .leaves()
      .some((leaf) => leaf.isUnknown && !paths.includes(leaf.path));
  // What is no build, and not known yet, must have another place to go to, or it may be what an image is named by.
  if (sources.some(({ type }) => !builds(type)) && !hasOtherUnknown()) return [];
  const names = sources.filter(({ type }) => builds(type)).map(namesOf);
  return names.some((some) => some.length === 0) ? [] : [...new Set(names.flat())];
}

/** Whether a resource has outputs that are not known yet, and that an image may be named by: nobody names one by what is secret. */
function hasOpenOutputs(facts: ResourceFacts): boolean {
  if (secretObjects(facts.type) || !hasUnknown(facts.properties)) return false;
  return new Resource(facts, new Set()).properties.leaves().some((leaf) => leaf.isUnknown && !leaf.isSecret);
}

/** The names, each with a digest to come, of the image that a build pushes; none where they are not known. */
function namesOf(facts: ResourceFacts): string[] {
  const resource = new Resource(facts, new Set());
  const { skipPush, push } = { skipPush: resource.at("skipPush").value, push: resource.at("push").value };
  if (resource.kind.package === "docker" ? skipPush !== undefined && skipPush !== false : push !== true) return [];
  const names = buildOf(resource).names.map((name) =>
    name.isUnknown || typeof name.value !== "string" ? undefined : parseImage(name.value),
  );
  return names.every((name) => name !== undefined)
    ? names.map(({ registry, repository }) => `${registry}/${repository}@${COMING_DIGEST}`)
    : [];
}

/** Properties with another value at these keys. */
function withValue(value: unknown, [key, ...rest]: Node["keys"], inner: unknown): unknown {
  if (key === undefined) return inner;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (index === key ? withValue(item, rest, inner) : item));
  }
  const parent = value as Record<string, unknown>;
  return { ...parent, [key]: withValue(parent[key], rest, inner) };
}
