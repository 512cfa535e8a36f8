import { WordError } from "./shell-pattern";

/** What is wrong with a Dockerfile, so that BuildKit would not build it. */
export class DockerfileError extends Error {
  /**
   * @param line from 1; undefined when it is about the whole.
   * @param text what is wrong, and what to write instead.
   */
  constructor(
    readonly line: number | undefined,
    readonly text: string,
  ) {
    super(line === undefined ? text : `line ${line}: ${text}`);
  }
}

/** Runs what reads words of a line; says the line of what cannot be read. */
export function atLine<Result>(line: number, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw error instanceof WordError ? new DockerfileError(line, error.message) : error;
  }
}
