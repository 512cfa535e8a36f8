import type { Node } from "../node";
import type { PodTemplate } from "./workload";

/** The environment variables of all containers of a pod. */
export function environmentOf(pod: PodTemplate | undefined): Node[] {
  return (pod?.containers() ?? []).flatMap(({ node }) => node.at("env").items());
}
