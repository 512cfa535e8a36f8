import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import YAML from "yaml";
import { repositoryRoot } from "../../../embedded/paths";
import type { Benchmark, Figure } from "../benchmark";
import { ClusterView, type View } from "../cluster-view";
import { startLoad } from "../load";
import { makeProgramWorkspace, type ProgramWorkspace } from "../web";

/** A service whose requests cost processor time. */
const BURNER = "test/fixtures/services/burner";

/** Requests per second and what each costs: three tenths of a core, more than four times what its two replicas are to use. */
const BURNING = { rate: 30, milliseconds: 10 };
/** Requests per second that cost nothing, from before a load until its replicas are gone again. */
const STEADY_RATE = 20;
/** How long a run may take from the load to the new replicas, and back, in milliseconds. */
const LIMIT = 180_000;
/** How often the cluster is looked at, in milliseconds. */
const INTERVAL = 200;
/** The measurements come every ten seconds: a load begins at any moment between two of them. */
const PHASE = 10_000;

const STAGES = ["measurement", "decision", "scheduling", "start", "ready"] as const;

/** When each stage of one run was over, in seconds from the load step. */
type Run = Record<(typeof STAGES)[number], number>;

/** From a load step to new replicas that are ready. */
export const scaling: Benchmark = {
  name: "scaling",
  description:
    "seconds from a load step to new ready replicas, stage by stage, and failed requests until they are gone again",
  onlyByName: true,
  run: async (context) => {
    const file = path.join(repositoryRoot, BURNER, "service.yaml");
    const { burner } = YAML.parse(fs.readFileSync(file, "utf8")) as { burner: { scaling: { min: number } } };
    const workspace = await makeProgramWorkspace(context, "scaling", {
      source: BURNER,
      nodePort: 30983,
      service: () => burner,
    });
    context.report("first up");
    await workspace.up();
    const view = await ClusterView.open(workspace, "service");
    context.cleanUp("the connection to the cluster", () => view.close());
    const runs: Run[] = [];
    const failed: number[] = [];
    for (let number = 1; number <= context.runs; number++) {
      await calm(workspace, view, burner.scaling.min);
      await sleep(Math.random() * PHASE);
      const stop = startLoad(`${workspace.url}/healthz`, STEADY_RATE);
      try {
        runs.push(await loadStep(workspace.url, view, burner.scaling.min));
        await calm(workspace, view, burner.scaling.min);
      } finally {
        const load = await stop();
        failed.push(load.failed);
        context.report(`${load.sent} requests beside it, ${load.failed} failed ${JSON.stringify(load.failures)}`);
      }
      context.report(`${JSON.stringify(runs.at(-1))} (run ${number} of ${context.runs})`);
    }
    return [...figuresOf(runs), { what: "failed requests, replicas come and go", unit: "", samples: failed, limit: 0 }];
  },
};

/** Loads the service until the replicas of the first decision are all ready; says when each stage was over. */
async function loadStep(url: string, view: ClusterView, fewest: number): Promise<Run> {
  const started = performance.now();
  const stop = startLoad(`${url}/burn?milliseconds=${BURNING.milliseconds}`, BURNING.rate);
  const over: Partial<Run> = {};
  let wanted = fewest;
  try {
    for (;;) {
      const seen = await view.look();
      const now = (performance.now() - started) / 1000;
      if (seen.utilization !== undefined && seen.utilization > seen.target) over.measurement ??= now;
      if (wanted === fewest && seen.wanted > fewest) {
        wanted = seen.wanted;
        over.decision = now;
        // What decided has measured it before, whatever was seen of that here.
        over.measurement ??= now;
      }
      if (wanted > fewest) note(over, seen, wanted, now);
      if (over.ready !== undefined) return over as Run;
      if (now * 1000 > LIMIT)
        throw new Error(`no new replica was ready within ${LIMIT / 1000} s: ${JSON.stringify(over)}`);
      await sleep(INTERVAL);
    }
  } finally {
    await stop();
  }
}

function note(over: Partial<Run>, { scheduled, running, ready }: View, wanted: number, now: number): void {
  if (scheduled >= wanted) over.scheduling ??= now;
  if (running >= wanted) over.start ??= now;
  if (ready >= wanted) over.ready ??= now;
}

/** Waits until what is measured is low again, and takes the replicas away at once, which the autoscaler would do after minutes. */
async function calm({ kubectl }: ProgramWorkspace, view: ClusterView, fewest: number): Promise<void> {
  const deadline = performance.now() + LIMIT;
  for (;;) {
    const { utilization, target, wanted, pods, ready } = await view.look();
    const isLow = utilization !== undefined && utilization < target / 2;
    if (isLow && wanted === fewest && pods === fewest && ready === fewest) return;
    if (isLow && wanted > fewest) await kubectl("scale", "deployment/service", `--replicas=${fewest}`);
    if (performance.now() > deadline)
      throw new Error(`the replicas did not go back to ${fewest} within ${LIMIT / 1000} s`);
    await sleep(INTERVAL * 5);
  }
}

function figuresOf(runs: readonly Run[]): Figure[] {
  const stages = STAGES.map((stage, index): Figure => {
    const before = STAGES[index - 1];
    const samples = runs.map((run) => run[stage] - (before === undefined ? 0 : run[before]));
    return { what: `stage ${index + 1}: ${stage}`, unit: "s", samples };
  });
  const whole = runs.map(({ ready }) => ready);
  return [{ what: "load step to new replicas ready", unit: "s", samples: whole, limit: 45, limitOf: "p95" }, ...stages];
}
