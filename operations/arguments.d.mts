export function startsEmbeddedCluster(args: readonly string[], root: string): boolean;
export function failureCode(args: readonly string[]): number;
