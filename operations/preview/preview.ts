import { allRules } from "../../policy/generate";
import { readStackFile } from "../../policy/generate/stack-file";
import { addEvent, newOutcome, type Outcome } from "../policy/events";
import { decide } from "../policy/gate";
import { packOptions } from "../policy/run";
import { Basis } from "./basis";
import { ChangeReader, type Changes } from "./changes";
import { DriftReader, type Drift } from "./drift";
import { forecastOf, type Forecast } from "./forecast";
import { Mask } from "./mask";
import { policyReport, type PolicyReport } from "./policy";
import { programFingerprint, Records } from "./records";
import { reportOf, type PreviewReport } from "./report";
import { streamEvents, type PreviewPlace, type StreamEnd } from "./run";
import { knownState } from "./state";

/** What a preview is asked for beside the changes. */
export interface PreviewTerms {
  /** Whether the policy packs are asked too. */
  readonly policy: boolean;
  /** Whether a refresh looks for drift. */
  readonly refresh: boolean;
  /** The report of the target branch, with which findings are compared. */
  readonly base?: PreviewReport;
}

/**
 * Previews one stack.
 *
 * @param place where it is previewed
 * @returns the report, without secrets; one that is not complete where the engine failed
 */
export async function previewStack(stack: string, place: PreviewPlace, terms: PreviewTerms): Promise<PreviewReport> {
  const reader = new ChangeReader();
  const basis = new Basis();
  const outcome = newOutcome();
  const packs = terms.policy ? packOptions(stack) : [];
  const engine = streamEvents(["preview", "--stack", stack, ...packs], place, (event) => {
    reader.add(event);
    basis.add(event);
    if (terms.policy) addEvent(outcome, event);
  });
  // While the engine works; loading the rules is work too.
  if (terms.policy) readStackFile(stack, Object.values(allRules()).flat());
  const [end, state] = await Promise.all([engine, knownState(stack, place)]);
  const mask = new Mask(state.secrets);
  const changes = withEnd(reader.result(mask), end, mask);
  const drift = terms.refresh ? await driftOf(stack, place, mask) : undefined;
  const records = new Records(stack, place.environment);
  const learnt =
    place.substitute === undefined ? forecastOf(changes.changes, state.dependencies, records.updates()) : NONE;
  // What is previewed in another place foretells nothing of this one.
  if (changes.complete && place.substitute === undefined) keepPlan(stack, records, changes, basis);
  return reportOf(changes, {
    stack,
    substitute: place.substitute,
    forecast: learnt,
    policy: terms.policy && changes.complete ? policyOf(stack, outcome, terms, mask) : undefined,
    drift,
  });
}

const NONE: Forecast = { kind: "none" };

/** Keeps what was foretold, to be compared with what will happen. */
function keepPlan(stack: string, records: Records, { changes }: Changes, basis: Basis): void {
  records.keepPlan({
    at: new Date().toISOString(),
    program: programFingerprint(stack),
    basis: basis.result(),
    steps: changes.map(({ urn, action, certain }) => ({ urn, action, certain })),
  });
}

/** One that failed before there was any event says why beside them. */
function withEnd(changes: Changes, { exitCode, stderr }: StreamEnd, mask: Mask): Changes {
  if (exitCode === 0 || changes.complete || stderr === "") return changes;
  const message = { severity: "error", message: mask.text(stderr) } as const;
  return { ...changes, diagnostics: [...changes.diagnostics, message] };
}

function policyOf(stack: string, outcome: Outcome, { base }: PreviewTerms, mask: Mask): PolicyReport {
  const rules = Object.values(allRules()).flat();
  const settings = readStackFile(stack, rules);
  const terms = { judged: "the preview", settings, rules, undecided: "later", now: new Date() } as const;
  return policyReport(decide(stack, outcome, terms), base?.policy, mask);
}

/** What a refresh would write into the state: what somebody changed behind the program's back. */
async function driftOf(stack: string, place: PreviewPlace, mask: Mask): Promise<Drift[]> {
  const reader = new DriftReader();
  const { exitCode, stderr } = await streamEvents(["refresh", "--preview-only", "--stack", stack], place, (event) =>
    reader.add(event),
  );
  if (exitCode !== 0) {
    throw new Error(
      `Nobody could look for drift of the stack ${stack} (pulumi refresh --preview-only):\n${mask.text(stderr)}\n` +
        "Fix the cause, or run the command without --refresh.",
    );
  }
  return reader.result(mask);
}
