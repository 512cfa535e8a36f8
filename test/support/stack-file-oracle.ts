import { askOracle } from "./oracle";

/** A stack file to be read. */
export interface Question {
  readonly text: string;
  /** What is set in it first, as `pulumi config set --path` does. */
  readonly set?: { readonly key: string; readonly value: string };
}

/** A scalar as a Go library reads it: its type and how it is printed; lists and maps keep their form. */
export type Typed = [type: string, printed: string] | { [key: string]: Typed };

/** How a stack file is read. */
export interface Answer {
  /** Why it is refused; undefined when it is not. */
  readonly error?: string;
  /** The file, with what was set in it. */
  readonly text: string;
  /** What the engine gives a program: values by full key. */
  readonly values: Readonly<Record<string, string>>;
  /** What gopkg.in/yaml.v2 reads. */
  readonly v2: Typed;
  /** What gopkg.in/yaml.v3 reads. */
  readonly v3: Typed;
}

/**
 * Asks the Pulumi CLI's own packages.
 *
 * @returns an answer for each question
 * @throws Error when the program cannot be built
 */
export async function askPulumi(questions: readonly Question[]): Promise<Answer[]> {
  return JSON.parse(await askOracle("stack-file", JSON.stringify(questions))) as Answer[];
}
