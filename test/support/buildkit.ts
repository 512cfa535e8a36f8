import execa from "execa";
import { join } from "node:path";
import { ensureCached, hashInputs } from "../../local/toolchain/cache";
import { ensureGo } from "../../local/toolchain/go";
import versions from "../../versions.json";
import { PROJECT } from "./stack";

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

const SOURCES = "test/oracles/buildkit";

/**
 * Asks BuildKit's own code, which is built on first use and kept in the cache.
 *
 * @returns an answer for each question
 * @throws Error when it cannot be built
 */
export async function askBuildKit(questions: readonly Question[]): Promise<Answer[]> {
  const program = join(await ensureOracle(), "buildkit");
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join("");
  const { stdout } = await execa(program, { input, maxBuffer: 1 << 30 });
  return stdout.split("\n").map((line) => JSON.parse(line) as Answer);
}

async function ensureOracle(): Promise<string> {
  const key = hashInputs(PROJECT, [SOURCES], [versions.tools.go]);
  return ensureCached("oracle-buildkit", key, async (directory) => {
    const go = await ensureGo(() => undefined);
    await execa(go.command, ["build", "-trimpath", "-buildvcs=false", "-o", join(directory, "buildkit"), "."], {
      cwd: join(PROJECT, SOURCES),
      env: go.environment,
      extendEnv: false,
    });
  });
}
