import type { Violation } from "../policy/events";
import type { StackVerdict } from "../policy/gate";
import type { Mask } from "./mask";

/** What the policy packs say of a preview, against what they say of the target branch. */
export interface PolicyReport {
  /** Whether there was a result of the target branch to compare with; otherwise every finding counts as new. */
  readonly compared: boolean;
  readonly added: readonly Violation[];
  /** Those that the target branch has too. */
  readonly standing: readonly Violation[];
  /** How many the target branch has that are gone. */
  readonly gone: number;
  /** Mandatory rules that the preview could not decide. */
  readonly undecided: readonly { readonly rule: string; readonly urn: string; readonly message: string }[];
  readonly exemptions: readonly EndingExemption[];
  /** Whether nothing stands against the change. */
  readonly passed: boolean;
}

/** An exemption that has ended, or will soon. */
export interface EndingExemption {
  readonly rule: string;
  readonly resource: string;
  readonly owner: string;
  readonly reason: string;
  readonly expires: string;
  /** Days from now; negative when it has ended. */
  readonly days: number;
}

/** Exemptions are told so many days before they end. */
const SOON = 30;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Compares a verdict with that of the target branch.
 *
 * @param verdict what the gate decided
 * @param base what the report of the target branch has; undefined where there is none
 * @param mask keeps secrets out of the values that findings quote
 * @param now the moment from which days are counted
 */
export function policyReport(
  verdict: StackVerdict,
  base: PolicyReport | undefined,
  mask: Mask,
  now: Date = new Date(),
): PolicyReport {
  const masked = (one: Violation) => ({ ...one, message: mask.text(one.message) });
  const known = new Set(base ? [...base.added, ...base.standing].map(fingerprint) : []);
  const found = new Set(verdict.violations.map(fingerprint));
  return {
    compared: base !== undefined,
    added: verdict.violations.filter((one) => !known.has(fingerprint(one))).map(masked),
    standing: verdict.violations.filter((one) => known.has(fingerprint(one))).map(masked),
    gone: [...known].filter((one) => !found.has(one)).length,
    undecided: verdict.undecided.map(({ rule, urn, message }) => ({ rule, urn, message: mask.text(message) })),
    exemptions: verdict.exemptions
      .map(({ rule, resource, owner, reason, expires }) => ({
        ...{ rule, resource, owner, reason, expires },
        days: Math.ceil((Date.parse(`${expires}T23:59:59.999Z`) - now.getTime()) / DAY) - 1,
      }))
      .filter(({ days }) => days <= SOON)
      .toSorted((a, b) => a.days - b.days),
    passed: verdict.passed,
  };
}

/** Tells a finding from others, whatever the values are that it quotes. */
function fingerprint({ rule, urn }: Violation): string {
  return `${rule} ${urn}`;
}
