import type { Node } from "../node";
import type { Resource } from "../resource";
import { types, type Applies } from "../stack";

/** Accepts images that are built: by BuildKit through `docker-build`, or by `docker`. */
export const builds: Applies = types("docker-build:index:Image", "docker:index/image:Image");

/** What both types say of a build, wherever each keeps it. */
export interface Build {
  /** Build arguments by name. */
  readonly args: Node;
  readonly network: Node;
  readonly addHosts: Node;
  /** A list of platforms, or the one that `docker` builds for. */
  readonly platforms: Node;
  /** Names that the image is given. */
  readonly names: Node[];
}

/** How an image is built. */
export function buildOf(resource: Resource): Build {
  if (resource.kind.package === "docker") {
    const build = resource.at("build");
    return {
      args: build.at("args"),
      network: build.at("network"),
      addHosts: build.at("addHosts"),
      platforms: build.at("platform"),
      names: [resource.at("imageName")],
    };
  }
  return {
    args: resource.at("buildArgs"),
    network: resource.at("network"),
    addHosts: resource.at("addHosts"),
    platforms: resource.at("platforms"),
    names: resource.at("tags").items(),
  };
}
