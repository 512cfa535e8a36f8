export function startsEmbeddedCluster(args: readonly string[], root: string): boolean;
