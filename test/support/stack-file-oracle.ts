import execa from "execa";
import { join } from "node:path";
import { buildFlags } from "../../local/toolchain/binaries";
import { ensureCached, hashInputs } from "../../local/toolchain/cache";
import { ensureGo } from "../../local/toolchain/go";
import versions from "../../versions.json";
import { PROJECT } from "./stack";

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

const SOURCES = "test/oracles/stack-file";

/**
 * Asks the Pulumi CLI's own packages, which are built on first use and kept in the cache.
 *
 * @returns an answer for each question
 * @throws Error when the program cannot be built
 */
export async function askPulumi(questions: readonly Question[]): Promise<Answer[]> {
  const key = hashInputs(PROJECT, [SOURCES], [versions.tools.go, ...buildFlags]);
  const directory = await ensureCached("oracle-stack-file", key, async (target) => {
    const go = await ensureGo(() => undefined);
    await execa(go.command, ["build", ...buildFlags, "-o", join(target, "stack-file"), "."], {
      cwd: join(PROJECT, SOURCES),
      env: go.environment,
      extendEnv: false,
    });
  });
  const { stdout } = await execa(join(directory, "stack-file"), {
    input: JSON.stringify(questions),
    maxBuffer: 1 << 30,
  });
  return JSON.parse(stdout) as Answer[];
}
