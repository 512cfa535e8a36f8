import type { Colorize } from "../colors";
import { renderTable } from "../table";
import { kindOf, nameOf, typeOf } from "./changes";
import type { Plan, Score, UpdateRecord } from "./records";
import type { Taken } from "./update";

/** Compares what was planned with what happened, step by step: the same resource, and the same became of it. */
export function scoreOf(planned: Plan["steps"], happened: readonly Taken[]): Score {
  const key = ({ urn, action }: Taken) => `${action} ${urn}`;
  const facts = new Set(happened.map(key));
  const plan = new Set(planned.map(key));
  return {
    planned: planned.length,
    happened: happened.length,
    right: planned.filter((step) => facts.has(key(step))).length,
    missed: happened.filter((step) => !plan.has(key(step))).map(({ urn, action }) => ({ urn, action })),
    needless: planned.filter((step) => !facts.has(key(step))),
  };
}

/** How well the previews of a stack have foretold its updates. */
export interface ScoreSummary {
  readonly stack: string;
  /** Updates that were compared with a preview. */
  readonly compared: number;
  readonly planned: number;
  readonly happened: number;
  /** Share of what was planned that happened; undefined where nothing was planned. */
  readonly precision?: number;
  /** The same of what was said to be certain. */
  readonly certainPrecision?: number;
  /** Share of what happened that was planned; undefined where nothing happened. */
  readonly recall?: number;
  readonly missed: Score["missed"];
  readonly needless: Score["needless"];
}

/** Sums up the scores of a stack's updates. */
export function summarizeScores(stack: string, updates: readonly UpdateRecord[]): ScoreSummary {
  const scores = updates.flatMap(({ score }) => score ?? []);
  const sum = (pick: (score: Score) => number) => scores.reduce((all, score) => all + pick(score), 0);
  const [planned, happened, right] = [sum((one) => one.planned), sum((one) => one.happened), sum((one) => one.right)];
  const needless = scores.flatMap((one) => one.needless);
  const wrong = needless.filter(({ certain }) => certain).length;
  const certain = planned - needless.length + wrong;
  return {
    stack,
    compared: scores.length,
    planned,
    happened,
    ...(planned > 0 ? { precision: right / planned } : {}),
    ...(certain > 0 ? { certainPrecision: (certain - wrong) / certain } : {}),
    ...(happened > 0 ? { recall: right / happened } : {}),
    missed: scores.flatMap((one) => one.missed),
    needless,
  };
}

/** The scores for people. */
export function scoresInWords(summaries: readonly ScoreSummary[], colorize: Colorize): string {
  const percent = (share: number | undefined) => (share === undefined ? "-" : `${(share * 100).toFixed(1)} %`);
  const rows = summaries.map((one) => [
    one.stack,
    String(one.compared),
    String(one.planned),
    String(one.happened),
    percent(one.precision),
    percent(one.certainPrecision),
    percent(one.recall),
  ]);
  const head = ["STACK", "UPDATES", "PLANNED", "HAPPENED", "PRECISION", "OF THE CERTAIN", "RECALL"];
  const step = ({ urn, action }: Taken) => `${action} ${kindOf(typeOf(urn))} ${nameOf(urn)}`;
  return [
    renderTable(head, rows),
    ...summaries.flatMap(({ stack, missed, needless }) => [
      ...missed.map((one) => colorize("red", `${stack}: not foretold: ${step(one)}`)),
      ...needless.map(
        (one) =>
          `${stack}: foretold and not needed: ${step(one)}${one.certain ? "" : " (said to depend on a value not known yet)"}`,
      ),
    ]),
    ...summaries
      .filter(({ compared }) => compared === 0)
      .map(({ stack }) => `${stack}: no update was compared yet: preview it, then bring it up with platform up`),
    "",
  ].join("\n");
}
