import type { Node } from "../node";
import type { PodTemplate } from "./workload";

/** A place where a pod names an image, and the place that says when it is pulled. */
export interface PodImage {
  readonly image: Node;
  readonly pullPolicy: Node;
}

/** All images of a pod: those of its containers, and those that it mounts as volumes. */
export function imagesOf(pod: PodTemplate | undefined): PodImage[] {
  if (!pod) return [];
  const mounted = pod
    .at("volumes")
    .items()
    .map((volume) => volume.at("image"))
    .filter((image) => image.exists);
  return [
    ...pod.containers().map(({ node }) => ({ image: node.at("image"), pullPolicy: node.at("imagePullPolicy") })),
    ...mounted.map((image) => ({ image: image.at("reference"), pullPolicy: image.at("pullPolicy") })),
  ];
}
