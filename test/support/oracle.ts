import execa from "execa";
import { join } from "node:path";
import { buildFlags } from "../../embedded/toolchain/binaries";
import { ensureCached, hashInputs } from "../../embedded/toolchain/cache";
import { ensureGo } from "../../embedded/toolchain/go";
import versions from "../../versions.json";
import { PROJECT } from "./stack";

/**
 * How many random cases are compared with an oracle, and from which seed. The environment variables ORACLE_CASES and ORACLE_SEED change
 * both, for a longer run by hand.
 */
export function oracleCases(cases: number, seed: number): { cases: number; seed: number } {
  return { cases: Number(process.env.ORACLE_CASES ?? cases), seed: Number(process.env.ORACLE_SEED ?? seed) };
}

/**
 * Runs an oracle: a Go program made of the code that defines a format. It is built on first use and kept in the cache.
 *
 * @param name its folder below test/oracles, a Go module
 * @param input what it reads on standard input
 * @returns what it prints
 * @throws Error when the program cannot be built, or fails
 */
export async function askOracle(name: string, input: string): Promise<string> {
  const sources = join("test", "oracles", name);
  const key = hashInputs(PROJECT, [sources], [versions.tools.go, ...buildFlags]);
  const directory = await ensureCached(`oracle-${name}`, key, async (target) => {
    const go = await ensureGo(() => undefined);
    await execa(go.command, ["build", ...buildFlags, "-o", join(target, name), "."], {
      cwd: join(PROJECT, sources),
      env: go.environment,
      extendEnv: false,
    });
  });
  const { stdout } = await execa(join(directory, name), { input, maxBuffer: 1 << 30 });
  return stdout;
}
