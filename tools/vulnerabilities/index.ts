import type { Report } from "../../embedded/report";
import { renderTable } from "../../operations/table";
import { binaries, binaryKey } from "../../embedded/toolchain/binaries";
import { installedProgram } from "../../embedded/toolchain/index";
import { ensureScanner } from "./database";
import { judge, readExemptions } from "./exemptions";
import { type Audit, auditPackages } from "./npm";
import { scanProgram, type Vulnerability } from "./scan";

/** What is known to be vulnerable in what the toolchain builds and npm installs. */
export interface VulnerabilityReport {
  /** The day of the database of Go's vulnerabilities. */
  readonly databaseDate: string;
  /** The programs that were scanned, each with what no exemption names and how many are exempt. */
  readonly programs: readonly {
    readonly name: string;
    readonly open: readonly Vulnerability[];
    readonly exempt: number;
  }[];
  /** Programs that are not built here, so nothing is known of them. */
  readonly missing: readonly string[];
  /** Exemptions that are past their last day, or name nothing that was found although every program was scanned. */
  readonly stale: readonly string[];
  /** What the npm registry says. */
  readonly packages: Audit;
}

/**
 * Looks for known vulnerabilities in every program of the toolchain that is built, and in the npm packages as far as the registry
 * answers.
 *
 * @throws Error when the scanner cannot be built or a program cannot be read
 */
export async function findVulnerabilities(report: Report): Promise<VulnerabilityReport> {
  const scanner = await ensureScanner(report);
  const exemptions = readExemptions();
  const packages = auditPackages();
  const built = binaries.filter((binary) => installedProgram(binary) !== undefined);
  const scanned = [];
  for (const binary of built) {
    report(`scanning ${binary.name}`);
    scanned.push({
      name: binary.name,
      found: await scanProgram(scanner, installedProgram(binary) as string, binaryKey(binary)),
    });
  }
  const all = judge(
    scanned.flatMap(({ found }) => found),
    exemptions,
  );
  return {
    databaseDate: scanner.databaseDate,
    programs: scanned.map(({ name, found }) => {
      const { open, exempt } = judge(found, exemptions);
      return { name, open, exempt: exempt.length };
    }),
    missing: binaries.filter((binary) => !built.includes(binary)).map(({ name }) => name),
    stale: built.length === binaries.length ? all.stale.map(({ resource }) => resource) : [],
    packages: await packages,
  };
}

/** Whether nothing was found that has to be updated or exempted. */
export function isClean({ programs, stale, packages }: VulnerabilityReport): boolean {
  const inPackages = packages.kind === "checked" ? packages.vulnerabilities.length : 0;
  return programs.every(({ open }) => open.length === 0) && stale.length === 0 && inPackages === 0;
}

/** The report as people read it. */
export function renderVulnerabilities({
  databaseDate,
  programs,
  missing,
  stale,
  packages,
}: VulnerabilityReport): string {
  const open = programs.flatMap(({ name, open }) => open.map((one) => ({ name, ...one })));
  const exempt = programs.reduce((sum, program) => sum + program.exempt, 0);
  const lines = [
    `Go programs: ${programs.length} scanned with the database of ${databaseDate}: ${open.length} known vulnerabilities, ${exempt} exempt.`,
  ];
  if (open.length > 0) {
    lines.push(
      renderTable(
        ["PROGRAM", "VULNERABILITY", "MODULE", "VERSION", "FIXED IN", "WHAT"],
        open.map((one) => [one.name, one.id, one.module, one.version, one.fixed ?? "-", one.summary]),
      ),
      "Update the module in embedded/toolchain/go.mod, or Go in versions.json, or exempt it in tools/vulnerabilities/exemptions.json.",
    );
  }
  if (missing.length > 0) lines.push(`Not checked here, because not built (npm run toolchain): ${missing.join(", ")}.`);
  for (const resource of stale) {
    lines.push(
      `The exemption of ${resource} is past its last day or names nothing that was found: remove or renew it.`,
    );
  }
  lines.push(renderPackages(packages));
  return lines.join("\n");
}

function renderPackages(packages: Audit): string {
  if (packages.kind === "not checked") return `npm packages: not checked here: ${packages.reason}`;
  if (packages.vulnerabilities.length === 0) return "npm packages: 0 known vulnerabilities.";
  const rows = packages.vulnerabilities.map(({ name, severity, range }) => [name, severity, range]);
  return `npm packages: ${rows.length} known vulnerabilities.\n${renderTable(["PACKAGE", "SEVERITY", "VERSIONS"], rows)}`;
}
