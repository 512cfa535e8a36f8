import type { Node } from "../node";
import type { Resource } from "../resource";
import { kinds, workloads } from "./kinds";
import { podTemplate } from "./workload";

const claims = kinds("/PersistentVolumeClaim");

/** Accepts what claims volumes: claims themselves, and workloads with templates of claims. */
export const claiming = (type: string): boolean => claims(type) || workloads(type);

/** The specs of the claims that a resource is or makes. An unknown list is noted. */
export function claimSpecs(resource: Resource): Node[] {
  if (claims(resource.type)) return [resource.at("spec")];
  const templates = resource.at("spec", "volumeClaimTemplates").items();
  const volumes = podTemplate(resource)?.at("volumes").items() ?? [];
  const ephemeral = volumes.map((volume) => volume.at("ephemeral", "volumeClaimTemplate"));
  return [...templates, ...ephemeral.filter((one) => one.exists)].map((template) => template.at("spec"));
}
