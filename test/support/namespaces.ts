/**
 * The arguments with which `unshare` makes namespaces, also for a user who is not root.
 *
 * @param kinds such as `net` and `mount`
 */
export function newNamespaces(...kinds: string[]): string[] {
  return [...(process.getuid?.() === 0 ? [] : ["--map-root-user"]), ...kinds.map((kind) => `--${kind}`)];
}
