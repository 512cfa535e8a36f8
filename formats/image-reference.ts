/** The name of an image as registries know it. */
export interface ImageReference {
  /** Host, perhaps with a port: `docker.io`. */
  readonly domain: string;
  /** Path below the host: `library/redis`. */
  readonly path: string;
  readonly tag?: string;
  /** Such as `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string;
}

const LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const DOMAIN = String.raw`(?:${LABEL}(?:\.${LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?`;
const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const TAG = String.raw`\w[\w.-]{0,127}`;
const DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
const REFERENCE = new RegExp(`^(${DOMAIN})/(${COMPONENT}(?:/${COMPONENT})*)(?::(${TAG}))?(?:@(${DIGEST}))?$`);

/** Digits of the digests that are known; others may not be named. */
const DIGEST_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * Reads the name of an image as Docker does (github.com/distribution/reference), short names of Docker Hub included.
 *
 * @returns undefined for what is not an image's name
 */
export function parseImageReference(name: string): ImageReference | undefined {
  if (/^[a-f0-9]{64}$/.test(name)) return undefined;
  const [, domain = "", path = "", tag, digest] = REFERENCE.exec(normalized(name)) ?? [];
  if (path === "" || path.length > 255) return undefined;
  if (digest !== undefined) {
    const [algorithm = "", digits = ""] = digest.split(":");
    if (DIGEST_LENGTHS[algorithm] !== digits.length || digits !== digits.toLowerCase()) return undefined;
  }
  return { domain, path, tag, digest };
}

/** The full name of an image, with the tag `latest` where it has neither tag nor digest. */
export function formatImageReference({ domain, path, tag, digest }: ImageReference): string {
  const version = tag ?? (digest === undefined ? "latest" : undefined);
  return `${domain}/${path}${version === undefined ? "" : `:${version}`}${digest === undefined ? "" : `@${digest}`}`;
}

/**
 * The name of an image by another digest.
 *
 * @param name of an image, perhaps with a tag, which is kept for readers
 * @param digest such as `sha256:` and 64 hexadecimal digits
 * @throws Error when it is not an image's name
 */
export function withDigest(name: string, digest: string): string {
  const reference = parseImageReference(name);
  if (!reference) throw new Error(`${name} is not an image's name: write it like docker.io/library/redis`);
  return formatImageReference({ ...reference, digest });
}

/** A name that begins with its domain. */
function normalized(name: string): string {
  const slash = name.indexOf("/");
  if (slash < 0) return `docker.io/library/${name}`;
  const first = name.slice(0, slash);
  const isDomain = first === "localhost" || /[.:]/.test(first) || first !== first.toLowerCase();
  const domain = !isDomain || first === "index.docker.io" ? "docker.io" : first;
  const path = isDomain ? name.slice(slash + 1) : name;
  return `${domain}/${domain === "docker.io" && !path.includes("/") ? "library/" : ""}${path}`;
}

/**
 * Where a mirror keeps the images of a repository: under the whole name, the registry's host first, so that `a.example/redis` and
 * `b.example/redis` are two. A host's port is set off by `_`, for a path has no colon.
 *
 * @param name of an image, whose tag and digest are left out
 * @param folder of the mirror
 * @returns such as `mirror/docker.io/library/redis`
 * @throws Error when it is not an image's name
 */
export function mirrorRepository(name: string, folder = "mirror"): string {
  const reference = parseImageReference(name);
  if (!reference) throw new Error(`${name} is not an image's name: write it like docker.io/library/redis`);
  return `${folder}/${reference.domain.toLowerCase().replaceAll(/[[\]]/g, "").replaceAll(":", "_")}/${reference.path}`;
}
