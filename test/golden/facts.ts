import { hostPlatform } from "../../engine/docker/resources/image-inputs";
import type { ResourceFacts } from "../../policy/lib/resource";
import { TYPES } from "../support/find";
import { goldenResources, type GoldenResource } from "./golden";

/**
 * What the engine would say of the resources of a stack.
 *
 * @param propertiesOf what is judged of a resource. @default its inputs
 */
export function factsOf(
  stack: string,
  resources: readonly GoldenResource[] = goldenResources(stack),
  propertiesOf: (resource: GoldenResource) => Record<string, unknown> = ({ inputs }) => inputs,
): ResourceFacts[] {
  const byName = new Map(resources.map((one) => [one.name, one]));
  const urnOf = ({ type, name }: GoldenResource) => `urn:pulumi:${stack}::platform-deployment::${type}::${name}`;
  return resources.map((resource) => {
    const provider = resource.provider === undefined ? undefined : byName.get(resource.provider);
    const dependencies = Object.entries(resource.propertyDependencies ?? {}).map(
      ([property, names]) => [property, names.flatMap((name) => byName.get(name) ?? []).map(urnOf)] as const,
    );
    return {
      urn: urnOf(resource),
      type: resource.type,
      name: resource.name,
      properties: completed(resource.type, propertiesOf(resource)),
      options: { protect: false, ignoreChanges: resource.ignoreChanges ?? [], parent: resource.parent },
      provider: provider && {
        type: provider.type,
        name: provider.name,
        urn: urnOf(provider),
        properties: provider.inputs,
      },
      dependencies: Object.fromEntries(dependencies),
      secrets: resource.secrets,
    };
  });
}

/** Properties as a rule sees them: after the plugin has added what the program leaves to it. */
function completed(type: string, properties: Record<string, unknown>): Record<string, unknown> {
  if (type !== TYPES.image) return properties;
  return { ...properties, build: { platform: hostPlatform(), ...(properties["build"] as object) } };
}
