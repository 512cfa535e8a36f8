import execa from "execa";
import { repositoryRoot } from "../../embedded/paths";

/** What `npm audit` says of the packages of the lock file. */
export type Audit =
  | { readonly kind: "checked"; readonly vulnerabilities: readonly PackageVulnerability[] }
  | { readonly kind: "not checked"; readonly reason: string };

/** A package with a known vulnerability. */
export interface PackageVulnerability {
  readonly name: string;
  readonly severity: string;
  /** The versions that have it. */
  readonly range: string;
}

/** How long the registry may take to answer, in milliseconds. */
const LONGEST = 60_000;

/** npm's report, as far as it is read here: https://docs.npmjs.com/cli/commands/npm-audit. */
interface AuditReport {
  readonly vulnerabilities?: Readonly<Record<string, PackageVulnerability>>;
  readonly message?: string;
  readonly error?: { readonly summary?: string };
}

/**
 * Asks the registry for known vulnerabilities of the npm packages. Registries that only serve packages do not answer, and a
 * machine may reach none: then nothing is known, which is not the same as nothing found.
 */
export async function auditPackages(): Promise<Audit> {
  const result = await execa("npm", ["audit", "--json", "--fetch-retries=0"], {
    cwd: repositoryRoot,
    reject: false,
    timeout: LONGEST,
  });
  return readAudit(result.stdout);
}

/** Reads what `npm audit --json` prints. */
export function readAudit(output: string): Audit {
  const report = parse(output);
  if (report?.vulnerabilities) return { kind: "checked", vulnerabilities: Object.values(report.vulnerabilities) };
  const said = report?.message || report?.error?.summary;
  return { kind: "not checked", reason: said ? `the registry answers: ${said}` : "npm audit gave no report" };
}

function parse(output: string): AuditReport | undefined {
  try {
    return JSON.parse(output) as AuditReport;
  } catch {
    return undefined;
  }
}
