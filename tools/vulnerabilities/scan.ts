import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";
import { ensureCached, hashInputs } from "../../embedded/toolchain/cache";
import type { Scanner } from "./database";

/** A known vulnerability of a module that is in a program. */
export interface Vulnerability {
  /** Its identifier in the Go vulnerability database, such as GO-2026-5736. */
  id: string;
  /** What it is, in the database's words. */
  summary: string;
  /** The module, or `stdlib` for Go's standard library. */
  module: string;
  /** The module's version in the program. */
  version: string;
  /** The first version without it; undefined where the database names none. */
  fixed?: string;
}

/** One of govulncheck's messages, as far as it is read here: https://pkg.go.dev/golang.org/x/vuln/internal/govulncheck. */
interface Message {
  osv?: { id: string; summary?: string };
  finding?: { osv: string; fixed_version?: string; trace?: { module: string; version?: string }[] };
}

/**
 * Finds the known vulnerabilities of a compiled Go program. Every module that is in it counts, also where the vulnerable function
 * is not: a stripped program does not say which functions were inlined.
 *
 * The result is kept, under a name made from the program's key and the scanner's.
 *
 * @param file the program
 * @param key changes when the program does
 * @throws Error when the program cannot be read, or is not a Go program
 */
export async function scanProgram(scanner: Scanner, file: string, key: string): Promise<Vulnerability[]> {
  const directory = await ensureCached(
    "scan",
    hashInputs(__dirname, ["scan.ts"], [scanner.key, key]),
    async (target) => {
      const { stdout } = await execa(scanner.command, [
        "-mode=binary",
        `-db=file://${scanner.database}`,
        "-format=json",
        file,
      ]);
      fs.writeFileSync(path.join(target, "vulnerabilities.json"), JSON.stringify(readMessages(stdout)));
    },
  );
  return JSON.parse(fs.readFileSync(path.join(directory, "vulnerabilities.json"), "utf8")) as Vulnerability[];
}

/** Reads govulncheck's output: JSON objects one after the other. A vulnerability counts once for each module. */
export function readMessages(output: string): Vulnerability[] {
  const summaries = new Map<string, string>();
  const found = new Map<string, Vulnerability>();
  for (const { osv, finding } of splitObjects(output)) {
    if (osv) summaries.set(osv.id, osv.summary ?? "");
    const place = finding?.trace?.[0];
    if (!finding || !place) continue;
    found.set(`${finding.osv} ${place.module}`, {
      id: finding.osv,
      summary: summaries.get(finding.osv) ?? "",
      module: place.module,
      version: place.version ?? "unknown",
      ...(finding.fixed_version ? { fixed: finding.fixed_version } : {}),
    });
  }
  return [...found.values()].sort(
    (one, other) => one.id.localeCompare(other.id) || one.module.localeCompare(other.module),
  );
}

/** govulncheck indents its objects, so that only a line with nothing but a brace ends one. */
function splitObjects(output: string): Message[] {
  return output
    .split(/^\}$/m)
    .filter((part) => part.trim() !== "")
    .map((part) => JSON.parse(`${part}}`) as Message);
}
