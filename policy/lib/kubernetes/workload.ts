import type { Node } from "../node";
import type { Resource } from "../resource";
import { templateKeys } from "./kinds";

/** The three lists of a pod's containers. */
export type ContainerList = "containers" | "initContainers" | "ephemeralContainers";

/** A container of a pod template. */
export interface Container {
  readonly node: Node;
  readonly list: ContainerList;
}

/** The template of a workload's pods. */
export class PodTemplate {
  constructor(
    /** The template's metadata. */
    readonly metadata: Node,
    /** The pod spec. */
    readonly spec: Node,
  ) {}

  /** The place at these keys of the pod spec. */
  at(...keys: readonly (string | number)[]): Node {
    return this.spec.at(...keys);
  }

  /** The containers of these lists, of all three by default. An unknown list is noted. */
  containers(...lists: readonly ContainerList[]): Container[] {
    const wanted = lists.length > 0 ? lists : (["initContainers", "containers", "ephemeralContainers"] as const);
    return wanted.flatMap((list) =>
      this.at(list)
        .items()
        .map((node) => ({ node, list })),
    );
  }

  /**
   * Containers that run as long as the pod: the main ones, and init containers that are restarted (sidecars).
   *
   * Reading whether an init container is one may be undecided; it is then left out and noted.
   */
  running(): Container[] {
    const sidecars = this.containers("initContainers").filter(
      ({ node }) => node.at("restartPolicy").value === "Always",
    );
    return [...this.containers("containers"), ...sidecars];
  }
}

/** The pod template of a workload; undefined for a resource that has none, whatever its properties are. */
export function podTemplate(resource: Resource): PodTemplate | undefined {
  const keys = templateKeys(resource.type);
  if (!keys) return undefined;
  const template = resource.at(...keys);
  return new PodTemplate(template.at("metadata"), template.at("spec"));
}

/**
 * The place whose value holds for a container: its own security context where that says something, else the pod's.
 *
 * @param keys below `securityContext`, such as `runAsNonRoot`.
 */
export function effective(container: Node, pod: PodTemplate, ...keys: readonly string[]): Node {
  const own = container.at("securityContext", ...keys);
  const inherited = pod.at("securityContext", ...keys);
  return own.exists || !inherited.exists ? own : inherited;
}
