/** Names that Kubernetes accepts, and the nearest right name for a mistyped one. */

/** A DNS label (RFC 1123): what names of services, namespaces and most objects must be. */
export const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** A Service's name is also a DNS-1035 label, which must begin with a letter. */
export const SERVICE_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** A key of a ConfigMap or Secret. */
export const CONFIG_MAP_KEY = /^(?!\.\.)(?!\.$)[-._a-zA-Z0-9]{1,253}$/;

/** Names that objects of every namespace have already, of kinds that a service has too: no service can be called so. */
export const RESERVED_NAMES: readonly string[] = ["default", "deny-all", "allow-dns"];

/** Names of ports that every service or sidecar has or may have: no further port can be called so. */
export const RESERVED_PORT_NAMES: readonly string[] = ["main", "metrics", "probe"];

/** The longest name of a CronJob: its controller adds the time of the run, and the result is a label. */
export const MOST_CRON_NAME = 52;

/** The longest name of a job of ours, to which a hash of what it runs is added; the result is a label. */
export const MOST_JOB_NAME = 54;

/** Environment variables that the platform gives every service; a service may give them another value. */
export const PLATFORM_VARIABLES = ["ENVIRONMENT", "LOG_LEVEL"] as const;

/** One of the variables that the platform gives every service. */
export type PlatformVariable = (typeof PLATFORM_VARIABLES)[number];

/** Key of a container's file in a ConfigMap: its path with the slashes, which a key cannot have, written as dots. */
export function fileKey(path: string): string {
  return path.slice(1).replaceAll("/", ".");
}

/** What the path of a volume adds, behind a dot, to the name of its claim: /var/lib/app gives var-lib-app. */
export function claimSuffix(path: string): string {
  return path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/**
 * The candidate nearest to a mistyped word, or nothing when none is near.
 *
 * @param word what was written.
 * @param candidates what would have been right.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  // More than a third of the letters wrong is another word, not a slip; short words are allowed one slip.
  const limit = Math.max(1, Math.ceil(word.length / 3));
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (!best || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** Edit distance in which swapping two neighbouring letters counts as one slip (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...new Array<number>(b.length).fill(0)]);
  rows[0] = Array.from({ length: b.length + 1 }, (_, j) => j);
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, at(i - 2, j - 2) + 1);
      (rows[i] as number[])[j] = cost;
    }
  }
  return at(a.length, b.length);
}

/** Keys by which a stack file says how its secrets are encrypted. */
export const ENCRYPTION_KEYS: readonly string[] = ["secretsprovider", "encryptedkey", "encryptionsalt"];
