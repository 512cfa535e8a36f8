import { askOracle } from "./oracle";

/** How the engine reads a property path. */
export interface Answer {
  /** Its elements; null where it is refused. */
  readonly path: readonly (string | number)[] | null;
  /** Why it is refused. */
  readonly error?: string;
}

/**
 * Asks Pulumi's own package.
 *
 * @returns an answer for each path
 * @throws Error when the program cannot be built
 */
export async function readAsPulumi(paths: readonly string[]): Promise<Answer[]> {
  return JSON.parse(await askOracle("property-path", JSON.stringify(paths))) as Answer[];
}
