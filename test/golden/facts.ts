import { hostPlatform } from "../../engine/docker/resources/image-inputs";
import type { ResourceFacts } from "../../policy/lib/resource";
import { TYPES } from "../support/find";
import type { Rendered } from "../support/render";
import { goldenResources, type GoldenResource } from "./golden";

/** What the engine would say of the resources of a stack. */
export function factsOf(stack: string, resources = goldenResources(stack)): ResourceFacts[] {
  const byName = new Map(resources.map((one) => [one.name, one]));
  const urnOf = ({ type, name }: Rendered) => `urn:pulumi:${stack}::platform-deployment::${type}::${name}`;
  return resources.map((resource) => {
    const provider = resource.provider === undefined ? undefined : byName.get(resource.provider);
    return {
      urn: urnOf(resource),
      type: resource.type,
      name: resource.name,
      properties: completed(resource),
      options: { protect: false, ignoreChanges: resource.ignoreChanges ?? [], parent: resource.parent },
      provider: provider && {
        type: provider.type,
        name: provider.name,
        urn: urnOf(provider),
        properties: provider.inputs,
      },
      secrets: resource.secrets,
    };
  });
}

/** Inputs as a rule sees them: after the plugin has added what the program leaves to it. */
function completed({ type, inputs }: GoldenResource): unknown {
  if (type !== TYPES.image) return inputs;
  return { ...inputs, build: { platform: hostPlatform(), ...(inputs["build"] as object) } };
}
