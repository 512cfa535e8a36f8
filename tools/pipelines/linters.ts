import execa from "execa";
import * as path from "node:path";
import versions from "../../versions.json";
import type { Report } from "../../embedded/report";
import { ensureCached, hashInputs, withLock } from "../../embedded/toolchain/cache";
import { ensureGo } from "../../embedded/toolchain/go";

/** The programs that judge pipelines and shell scripts, by their paths. */
export interface Linters {
  actionlint: string;
  zizmor: string;
  shellcheck: string;
}

/**
 * Gets the linters, unless they are there: actionlint is built from its Go module, the others are wheels, all pinned by their hashes in this
 * folder.
 *
 * @returns undefined where this machine has no Python with pip, from which two of them come
 * @throws Error when they cannot be fetched or built
 */
export async function ensureLinters(report: Report): Promise<Linters | undefined> {
  const pip = await execa("python3", ["-m", "pip", "--version"], { reject: false });
  if (pip.exitCode !== 0) return undefined;
  const key = hashInputs(__dirname, ["go.mod", "go.sum", "requirements.txt"], [`go${versions.tools.go}`]);
  const directory = await withLock("pipelines", report, () =>
    ensureCached("pipelines", key, (target) => fetchInto(target, report)),
  );
  return {
    actionlint: path.join(directory, "actionlint"),
    zizmor: path.join(directory, "python/bin/zizmor"),
    shellcheck: path.join(directory, "python/bin/shellcheck"),
  };
}

async function fetchInto(target: string, report: Report): Promise<void> {
  const go = await ensureGo(report);
  report("building actionlint, fetching zizmor and shellcheck");
  await execa(go.command, ["build", "-trimpath", "-o", `${target}/`, "github.com/rhysd/actionlint/cmd/actionlint"], {
    cwd: __dirname,
    env: go.environment,
    extendEnv: false,
  });
  await execa("python3", [
    ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"],
    ...["--only-binary", ":all:", "--target", path.join(target, "python")],
    ...["--requirement", path.join(__dirname, "requirements.txt")],
  ]);
}
