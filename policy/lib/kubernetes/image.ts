/** A container image's name, taken apart. */
export interface ImageName {
  /** The registry's host, with its port; `docker.io` where the name has none. */
  readonly registry: string;
  /** The path below the registry, `library/` included for short names of `docker.io`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string;
}

/**
 * Takes an image's name apart as container runtimes do.
 *
 * @returns undefined for what is not an image's name.
 */
export function parseImage(name: string): ImageName | undefined {
  const [beforeDigest = "", digest, ...more] = name.split("@");
  if (more.length > 0 || (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest))) return undefined;
  const slash = beforeDigest.indexOf("/");
  const first = beforeDigest.slice(0, Math.max(slash, 0));
  const hasRegistry = first === "localhost" || /[.:]/.test(first);
  const registry = hasRegistry ? first : "docker.io";
  if (!/^(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d+)?$/i.test(registry)) return undefined;
  const [path = "", tag, ...rest] = (hasRegistry ? beforeDigest.slice(slash + 1) : beforeDigest).split(":");
  const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
  if (rest.length > 0 || !new RegExp(`^${component}(?:/${component})*$`).test(path)) return undefined;
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)) return undefined;
  const isShort = registry === "docker.io" && !path.includes("/");
  return { registry, repository: isShort ? `library/${path}` : path, tag, digest };
}

/**
 * Whether an image comes from one of these places.
 *
 * @param places registries, each with a path below it if only that is meant: `public.ecr.aws/eks`.
 */
export function isFrom(image: ImageName, places: readonly string[]): boolean {
  const full = `${image.registry}/${image.repository}`;
  return places.some((place) => full === place || full.startsWith(`${place.replace(/\/$/, "")}/`));
}
