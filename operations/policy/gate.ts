import { isExpired, type Exemption } from "../../policy/lib/exemptions";
import type { Rule, Severity } from "../../policy/lib/rule";
import type { StackFile } from "../../policy/generate/stack-file";
import type { Outcome, Undecided, Violation } from "./events";

/** An exemption of a stack. */
export interface StackExemption extends Exemption {
  rule: string;
  /** Its time is over: it counts as a violation. */
  expired: boolean;
}

/** In one word: all rules are kept, one is broken, or it cannot be said because one could not be judged. */
export type Judgement = "kept" | "broken" | "undecided";

/** What came of judging a stack. */
export interface StackVerdict {
  stack: string;
  judgement: Judgement;
  /** What was judged: the preview or the state, and against which cluster. */
  judged: string;
  violations: Violation[];
  /** Mandatory rules that could not be judged, and that the state does not prove either. */
  undecided: Undecided[];
  /** Undecided ones that the state proves. */
  proved: Undecided[];
  remediations: Outcome["remediations"];
  exemptions: StackExemption[];
  /** Why nothing could be judged; absent where it could. */
  fault?: string;
  /** Whether nothing stands against it. */
  passed: boolean;
}

/** What the gate is told besides the outcome. */
export interface Terms {
  /** What was judged, in words. */
  judged: string;
  settings: StackFile;
  rules: readonly Rule[];
  /** The judgement of the state, where there is one: it decides about resources that would not change. */
  state?: Outcome;
  /** Undecided mandatory rules fail (`fail`), or are left to a judgement of the state after the update (`later`). */
  undecided: "fail" | "later";
  now: Date;
}

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

/**
 * Decides about a stack: a mandatory violation or an exemption that is over breaks it; a mandatory rule that could not be judged leaves it
 * undecided.
 */
export function decide(stack: string, outcome: Outcome, terms: Terms): StackVerdict {
  const open = undecidedMandatory(outcome, terms);
  const proved = open.filter((one) => isProved(one, outcome, terms.state));
  const undecided = open.filter((one) => !proved.includes(one));
  const exemptions = terms.settings.exemptions.map((one) => ({ ...one, expired: isExpired(one, terms.now) }));
  const violations = outcome.violations.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      a.rule.localeCompare(b.rule) ||
      a.urn.localeCompare(b.urn),
  );
  const isBroken = violations.some((one) => one.level === "mandatory") || exemptions.some((one) => one.expired);
  const isOpen = undecided.length > 0 && terms.undecided === "fail";
  const judgement = isBroken ? "broken" : isOpen ? "undecided" : "kept";
  return {
    stack,
    judgement,
    judged: terms.judged,
    violations,
    undecided,
    proved,
    remediations: outcome.remediations,
    exemptions,
    passed: judgement === "kept",
  };
}

/** The verdict about a stack of which nothing could be judged. */
export function notJudged(stack: string, fault: string): StackVerdict {
  const nothing = { violations: [], undecided: [], proved: [], remediations: [], exemptions: [] };
  return { stack, judgement: "undecided", judged: "not judged", ...nothing, fault, passed: false };
}

/** The one word for all stacks: broken where one is, for that is certain; else undecided where one is. */
export function judgementOf(verdicts: readonly StackVerdict[]): Judgement {
  const has = (judgement: Judgement) => verdicts.some((one) => one.judgement === judgement);
  return has("broken") ? "broken" : has("undecided") ? "undecided" : "kept";
}

/** The rules that are undecided and must not be broken. */
export function undecidedMandatory(
  outcome: Outcome,
  { rules, settings }: Pick<Terms, "rules" | "settings">,
): Undecided[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return outcome.undecided.filter(({ rule }) => {
    const level = byId.get(rule)?.levels[settings.levels];
    return level === undefined || level === "mandatory" || level === "remediate";
  });
}

/** The state proves a rule for a resource that is in it and would not change. */
function isProved({ rule, urn }: Undecided, outcome: Outcome, state: Outcome | undefined): boolean {
  if (!state || outcome.changing.has(urn)) return false;
  // A rule about the whole stack depends on every resource of it.
  if (urn.includes("pulumi:pulumi:Stack") && outcome.changing.size > 0) return false;
  return ![...state.violations, ...state.undecided].some((one) => one.rule === rule && one.urn === urn);
}
