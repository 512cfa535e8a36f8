import type { Action, Change, Changes, Diagnostic } from "./changes";
import type { Drift } from "./drift";
import type { Forecast } from "./forecast";
import { headlineOf } from "./headline";
import type { PolicyReport } from "./policy";
import { radiusOf, type Radius } from "./radius";

/** Everything that a preview of a stack says, without a secret: what `--json` prints, and what every other form is made of. */
export interface PreviewReport {
  readonly stack: string;
  /** What happens to whom, in one line. */
  readonly headline: string;
  /** Whether the preview came to its end; otherwise there may be more. */
  readonly complete: boolean;
  /** What was previewed in the place of what, in words; undefined where the stack's own cluster and state served. */
  readonly substitute?: string;
  /** Resources by what becomes of them. */
  readonly counts: Readonly<Record<Action | "unchanged" | "hidden", number>>;
  readonly changes: readonly Change[];
  readonly radius: Radius;
  /** Who calls whom among the services. */
  readonly calls: readonly { readonly from: string; readonly to: string }[];
  readonly forecast: Forecast;
  /** What the policy packs say; undefined where they were not asked. */
  readonly policy?: PolicyReport;
  /** What somebody changed behind the program's back; undefined where nobody looked. */
  readonly drift?: readonly Drift[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What a report is made of beside the changes. */
export interface ReportParts {
  readonly stack: string;
  readonly substitute?: string;
  readonly forecast: Forecast;
  readonly policy?: PolicyReport;
  readonly drift?: readonly Drift[];
}

const ACTIONS: readonly Action[] = ["create", "update", "replace", "delete", "import", "forget"];

/** Puts a report together. */
export function reportOf(changes: Changes, parts: ReportParts): PreviewReport {
  const count = (action: Action) => changes.changes.filter((one) => one.action === action).length;
  const counts = Object.fromEntries(ACTIONS.map((action) => [action, count(action)])) as Record<Action, number>;
  const { complete, diagnostics, topology } = changes;
  return {
    stack: parts.stack,
    headline: headlineOf(parts.stack, changes, parts.forecast),
    complete,
    ...(parts.substitute === undefined ? {} : { substitute: parts.substitute }),
    counts: { ...counts, unchanged: changes.unchanged, hidden: changes.hidden },
    changes: changes.changes,
    radius: radiusOf(changes.changes, topology),
    calls: [...topology.services].flatMap(([from, { calls }]) => [...calls].map((to) => ({ from, to }))),
    forecast: parts.forecast,
    ...(parts.policy === undefined ? {} : { policy: parts.policy }),
    ...(parts.drift === undefined ? {} : { drift: parts.drift }),
    diagnostics,
  };
}

/** Whether a change belongs on top, in red: something is replaced or deleted, or requests are not answered for a while. */
export function isDanger({ action, effect }: Change): boolean {
  return action === "replace" || action === "delete" || action === "forget" || effect.traffic === "stops";
}

/** Whether a danger reaches data or requests. */
export function isGrave({ effect }: Change): boolean {
  return effect.data !== undefined || effect.traffic === "stops";
}
