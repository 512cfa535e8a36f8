import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";
import versions from "../../versions.json";
import type { Report } from "../../embedded/report";
import { ensureCached, hashInputs, withLock } from "../../embedded/toolchain/cache";
import { ensureGo } from "../../embedded/toolchain/go";

/** The Go project's scanner, and its database of known vulnerabilities as files. */
export interface Scanner {
  /** Path of govulncheck. */
  command: string;
  /** The folder with the database. */
  database: string;
  /** The day of the database, such as 2026-11-05. */
  databaseDate: string;
  /** Changes when the scanner or the database does. */
  key: string;
}

const DATABASE_MODULE = "golang.org/x/vulndb";

/**
 * Builds govulncheck and the database, unless that was done already. Both are Go modules, pinned in `go.mod` of this folder:
 * a run needs nothing but the Go module proxy, and finds the same tomorrow.
 *
 * @throws Error when the modules cannot be fetched or built
 */
export async function ensureScanner(report: Report): Promise<Scanner> {
  const key = hashInputs(__dirname, ["go.mod", "go.sum"], [`go${versions.tools.go}`]);
  const directory = await withLock("vulnerabilities", report, () =>
    ensureCached("vulnerabilities", key, (target) => build(target, report)),
  );
  return {
    command: path.join(directory, "govulncheck"),
    database: path.join(directory, "database"),
    databaseDate: pinnedDate(fs.readFileSync(path.join(__dirname, "go.mod"), "utf8")),
    key,
  };
}

async function build(target: string, report: Report): Promise<void> {
  const go = await ensureGo(report);
  const options = { cwd: __dirname, env: go.environment, extendEnv: false } as const;
  report("building govulncheck and the vulnerability database");
  await execa(
    go.command,
    ["build", "-trimpath", "-o", `${target}/`, "golang.org/x/vuln/cmd/govulncheck", `${DATABASE_MODULE}/cmd/indexdb`],
    options,
  );
  const { stdout } = await execa(go.command, ["list", "-m", "-f", "{{.Dir}}", DATABASE_MODULE], options);
  await execa(path.join(target, "indexdb"), [
    ...["-vulns", path.join(stdout.trim(), "data", "osv")],
    ...["-out", path.join(target, "database")],
  ]);
}

/** A module without releases has the time of its commit in its version: v0.0.0-20261105234957-e22db6528018. */
function pinnedDate(goMod: string): string {
  const [, year, month, day] = /golang\.org\/x\/vulndb v0\.0\.0-(\d{4})(\d\d)(\d\d)\d{6}-/.exec(goMod) ?? [];
  if (!year) throw new Error(`go.mod of ${__dirname} does not pin ${DATABASE_MODULE} at a commit.`);
  return `${year}-${month}-${day}`;
}
