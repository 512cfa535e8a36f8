import { askOracle } from "./oracle";

/** What BuildKit is asked: what it makes of a Dockerfile, or which files of a context it sends. */
export type Question =
  { dockerfile: string; target?: string; args?: Record<string, string> } | { ignore: string; context: string };

/** What BuildKit answers. */
export interface Answer {
  /** Why it refuses; absent when it does not. */
  error?: string;
  /** The image from a registry that the target is made from; absent when that is `scratch`. */
  base?: string;
  /** All images from registries that the build needs, sorted. */
  images?: string[];
  user?: string;
  /** Such as `8080/tcp`, sorted. */
  ports?: string[];
  /** Such as `PATH=/bin`. */
  env?: string[];
  /** Paths below the context, directories too, in the order in which they are sent. */
  paths?: string[];
}

/**
 * Asks BuildKit's own code.
 *
 * @returns an answer for each question
 * @throws Error when it cannot be built
 */
export async function askBuildKit(questions: readonly Question[]): Promise<Answer[]> {
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join("");
  const stdout = await askOracle("buildkit", input);
  return stdout.split("\n").map((line) => JSON.parse(line) as Answer);
}
