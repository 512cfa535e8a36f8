import * as fs from "node:fs";
import * as path from "node:path";
import { type Exemption, exemptionFault, isExpired } from "../../policy/lib/exemptions";
import type { Vulnerability } from "./scan";

/** The committed exemptions; `resource` is what they exempt, as `<vulnerability> <module>`. */
export const exemptionsFile = path.join(__dirname, "exemptions.json");

/**
 * Reads exemptions, which have the form that those of a policy have: resource, owner, reason, expires.
 *
 * @throws Error with each entry that lacks one of them
 */
export function readExemptions(file = exemptionsFile): Exemption[] {
  const entries = JSON.parse(fs.readFileSync(file, "utf8")) as unknown[];
  const faults = entries.flatMap((entry, index) => {
    const fault = exemptionFault(entry);
    return fault ? [`  entry ${index + 1}: ${fault}`] : [];
  });
  if (faults.length > 0) throw new Error(`${file} is not valid:\n${faults.join("\n")}`);
  return entries as Exemption[];
}

/** What exemptions make of vulnerabilities. */
export interface Judged {
  /** Those that no valid exemption names. */
  open: readonly Vulnerability[];
  /** Those that are exempt today. */
  exempt: readonly Vulnerability[];
  /** Exemptions that name nothing that was found, or are past their last day. */
  stale: readonly Exemption[];
}

/** Tells which vulnerabilities are exempt. An expired exemption exempts nothing. */
export function judge(found: readonly Vulnerability[], exemptions: readonly Exemption[], now = new Date()): Judged {
  const valid = exemptions.filter((exemption) => !isExpired(exemption, now));
  const isExempt = (one: Vulnerability) => valid.some(({ resource }) => resource === `${one.id} ${one.module}`);
  const isUsed = ({ resource }: Exemption) => found.some((one) => resource === `${one.id} ${one.module}`);
  return {
    open: found.filter((one) => !isExempt(one)),
    exempt: found.filter(isExempt),
    stale: exemptions.filter((exemption) => !valid.includes(exemption) || !isUsed(exemption)),
  };
}
