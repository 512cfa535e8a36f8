import type { Node } from "../node";
import type { PodTemplate } from "./workload";

/** A ConfigMap or Secret that a pod needs in order to start. */
export interface Reference {
  readonly kind: "ConfigMap" | "Secret";
  /** The place of its name. */
  readonly name: Node;
  /** The place that tells whether the pod starts without it. */
  readonly optional: Node;
}

/** The ConfigMaps and Secrets that a pod reads: as variables, one by one or all together, and as files. */
export function references(pod: PodTemplate): Reference[] {
  return [...pod.containers().flatMap(({ node }) => ofContainer(node)), ...ofVolumes(pod)];
}

function ofContainer(container: Node): Reference[] {
  const single = container
    .at("env")
    .items()
    .map((variable) => variable.at("valueFrom"));
  return [
    ...single.flatMap((source) => [
      reference("ConfigMap", source.at("configMapKeyRef")),
      reference("Secret", source.at("secretKeyRef")),
    ]),
    ...container
      .at("envFrom")
      .items()
      .flatMap((source) => [
        reference("ConfigMap", source.at("configMapRef")),
        reference("Secret", source.at("secretRef")),
      ]),
  ].flat();
}

function ofVolumes(pod: PodTemplate): Reference[] {
  return pod
    .at("volumes")
    .items()
    .flatMap((volume) => [
      ...reference("ConfigMap", volume.at("configMap")),
      ...reference("Secret", volume.at("secret"), "secretName"),
      ...volume
        .at("projected", "sources")
        .items()
        .flatMap((source) => [
          ...reference("ConfigMap", source.at("configMap")),
          ...reference("Secret", source.at("secret")),
        ]),
    ]);
}

function reference(kind: Reference["kind"], source: Node, nameKey = "name"): Reference[] {
  return source.exists ? [{ kind, name: source.at(nameKey), optional: source.at("optional") }] : [];
}
