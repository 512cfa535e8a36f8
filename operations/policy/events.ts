import type { Level, Severity } from "../../policy/lib/rule";
import { withoutSecretValues } from "../../policy/lib/secrets";
import { parseEvent, type EngineEvent } from "../engine-events";

/** A violation as the engine tells it. */
export interface Violation {
  pack: string;
  rule: string;
  level: Level;
  severity: Severity;
  /** URN of the resource; that of the stack when no resource is at fault. */
  urn: string;
  /** Path, found, wanted and fix, without the rule's title. */
  message: string;
}

/** A rule that could not be judged for a resource, because a value is known only after the update. */
export interface Undecided {
  pack: string;
  rule: string;
  urn: string;
  /** What is not known: `not known yet: web (kubernetes:apps/v1:Deployment): spec.replicas`. */
  message: string;
}

/** What a run of the packs told. */
export interface Outcome {
  violations: Violation[];
  undecided: Undecided[];
  /** What a remediation changed, or would change. */
  remediations: { rule: string; urn: string }[];
  /** Resources that the preview would change: their state says nothing about them. */
  changing: Set<string>;
  /** Messages of errors that are no violation. */
  errors: string[];
}

/** How `@pulumi/policy` begins the notice that a rule cannot be judged in a preview. */
const CANNOT_RUN = /^can't run policy .* during preview: /s;

/**
 * Reads the events that `pulumi preview --json` (streaming) or `pulumi policy analyze --json` prints. Of all that the engine
 * tells only findings of the packs, operations and errors go on: its debug messages and states have everything word for word.
 *
 * @param output its standard output: lines that are no event are left out
 */
export function readEvents(output: string): Outcome {
  const outcome = newOutcome();
  for (const line of output.split("\n")) {
    const event = parseEvent(line);
    if (event) addEvent(outcome, event);
  }
  return outcome;
}

/** An outcome of which nothing was told yet. */
export function newOutcome(): Outcome {
  return { violations: [], undecided: [], remediations: [], changing: new Set(), errors: [] };
}

/** Takes one event into an outcome. */
export function addEvent(outcome: Outcome, event: EngineEvent): void {
  const { policyEvent: policy, policyRemediationEvent: remediation, diagnosticEvent: diagnostic } = event;
  if (policy) {
    const facts = { pack: policy.policyPackName, rule: policy.policyName, urn: policy.resourceUrn ?? "" };
    if (CANNOT_RUN.test(policy.message)) {
      outcome.undecided.push({ ...facts, message: shown(policy.message.replace(CANNOT_RUN, "")) });
    } else {
      outcome.violations.push({
        ...facts,
        level: policy.enforcementLevel as Level,
        severity: (policy.severity ?? "medium") as Severity,
        // The first line is the rule's title.
        message: shown(policy.message.split("\n").slice(1).join("\n")) || shown(policy.message),
      });
    }
  }
  if (remediation) outcome.remediations.push({ rule: remediation.policyName, urn: remediation.resourceUrn ?? "" });
  const step = event.resourcePreEvent?.metadata;
  if (step && step.op !== "same") outcome.changing.add(step.urn);
  if (diagnostic?.severity === "error") outcome.errors.push(shown(diagnostic.message));
}

/** A message as reports may have it: without the marks of colours, and without what looks like a secret. */
function shown(message: string): string {
  return withoutSecretValues(message.replace(/<\{%[^%]*%\}>/g, "").trim());
}
