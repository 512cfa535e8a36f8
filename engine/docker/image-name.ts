/** An image's name in its parts: `registry.example:5000/team/web:v1@sha256:...`. */
export interface ImageName {
  /** Host and port; undefined when the name does not say, which means Docker Hub. */
  registry?: string;
  /** The path in the registry: `team/web`. */
  repository: string;
  tag?: string;
  digest?: string;
}

const hubHosts = new Set(["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"]);

/**
 * Reads an image's name.
 *
 * @throws Error that says which part is wrong
 */
export function parseImageName(text: string): ImageName {
  const [beforeDigest, digest, ...extra] = text.split("@");
  if (extra.length > 0 || (digest !== undefined && !/^[a-z0-9]+:[0-9a-f]{32,}$/.test(digest))) {
    throw new Error(`"${text}" is not an image name: what follows @ must be a digest such as sha256:0123...`);
  }
  const slash = beforeDigest!.indexOf("/");
  const first = slash < 0 ? "" : beforeDigest!.slice(0, slash);
  // Docker's rule: a first part with a dot or colon, or localhost, is a host; anything else belongs to the path.
  const registry = /[.:]/.test(first) || first === "localhost" ? first : undefined;
  const rest = registry ? beforeDigest!.slice(slash + 1) : beforeDigest!;
  const [, repository, tag] = /^([^:]*)(?::(.*))?$/.exec(rest) ?? [];
  if (
    !repository ||
    !/^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/.test(repository)
  ) {
    throw new Error(
      `"${text}" is not an image name: "${repository ?? rest}" must be lower-case letters, digits and single separators`,
    );
  }
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)) {
    throw new Error(`"${text}" is not an image name: the tag "${tag}" must be up to 128 letters, digits, _, . and -`);
  }
  return { registry, repository, tag, digest };
}

/** The registry's host by which credentials are kept; Docker Hub has one that is not its name. */
export function credentialHost(registry: string | undefined): string {
  const host = (registry ?? "docker.io").replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  return hubHosts.has(host) ? "https://index.docker.io/v1/" : host;
}

/** Whether this is Docker Hub, under any of its names. */
export function isDockerHub(registry: string | undefined): boolean {
  return registry === undefined || hubHosts.has(registry);
}

/** The name without tag and digest, as Docker shows it: Docker Hub is left out. */
export function familiarName(name: ImageName): string {
  if (!isDockerHub(name.registry)) return `${name.registry}/${name.repository}`;
  return name.repository.replace(/^library\//, "");
}
