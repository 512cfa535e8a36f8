import execa from "execa";
import { join } from "node:path";
import { buildFlags } from "../../local/toolchain/binaries";
import { ensureCached, hashInputs } from "../../local/toolchain/cache";
import { ensureGo } from "../../local/toolchain/go";
import versions from "../../versions.json";
import { PROJECT } from "./stack";

/** How the engine reads a property path. */
export interface Answer {
  /** Its elements; null where it is refused. */
  readonly path: readonly (string | number)[] | null;
  /** Why it is refused. */
  readonly error?: string;
}

const SOURCES = "test/oracles/property-path";

/**
 * Asks Pulumi's own package, which is built on first use and kept in the cache.
 *
 * @returns an answer for each path
 * @throws Error when the program cannot be built
 */
export async function readAsPulumi(paths: readonly string[]): Promise<Answer[]> {
  const key = hashInputs(PROJECT, [SOURCES], [versions.tools.go, ...buildFlags]);
  const directory = await ensureCached("oracle-property-path", key, async (target) => {
    const go = await ensureGo(() => undefined);
    await execa(go.command, ["build", ...buildFlags, "-o", join(target, "property-path"), "."], {
      cwd: join(PROJECT, SOURCES),
      env: go.environment,
      extendEnv: false,
    });
  });
  const { stdout } = await execa(join(directory, "property-path"), {
    input: JSON.stringify(paths),
    maxBuffer: 1 << 30,
  });
  return JSON.parse(stdout) as Answer[];
}
