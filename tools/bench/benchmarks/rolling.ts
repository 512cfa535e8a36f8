import type { Benchmark } from "../benchmark";
import { startLoad, type LoadResult } from "../load";
import { figureOf } from "../repeat";
import type { Timed } from "../timed";
import { makeWebWorkspace, type WebWorkspace } from "../web";

/** Requests per second. */
const RATE = 200;

/** Requests that fail while a new version rolls out. */
export const rolling: Benchmark = {
  name: "rolling",
  description: `failed requests at ${RATE} a second while a code change rolls out`,
  run: async (context) => {
    const web = await makeWebWorkspace(context, "rolling", { nodePort: 30982, replicas: 2 });
    context.report("first up");
    await web.up();
    const updates: Timed[] = [];
    const failed: number[] = [];
    const slowest: number[] = [];
    for (let run = 1; run <= context.runs; run++) {
      web.changeCode();
      const { update, load } = await underLoad(web);
      context.report(
        `${load.sent} requests, ${load.failed} failed ${JSON.stringify(load.failures)} (run ${run} of ${context.runs})`,
      );
      updates.push(update);
      failed.push(load.failed);
      slowest.push(Math.max(...load.latencies));
    }
    return [
      { what: "failed requests", unit: "", samples: failed, limit: 0 },
      { what: "slowest request", unit: "ms", samples: slowest },
      figureOf("pulumi up under load", updates),
    ];
  },
};

/** Brings a change up while requests are sent, from before it until the last old pod is gone. */
async function underLoad(web: WebWorkspace): Promise<{ update: Timed; load: LoadResult }> {
  const old = await web.pods();
  const stop = startLoad(web.url, RATE);
  let load: LoadResult | undefined;
  try {
    const update = await web.up();
    await web.waitUntilGone(old);
    load = await stop();
    return { update, load };
  } finally {
    if (!load) await stop();
  }
}
