import { repositoryRoot } from "../../../embedded/paths";
import type { Benchmark } from "../benchmark";
import { figureOf } from "../repeat";
import { timed, type Timed } from "../timed";

/** The embedded cluster from stopped to Ready with DNS and metrics, its data and images being there. */
export const clusterStart: Benchmark = {
  name: "cluster-start",
  description: "stop and start of the embedded cluster, to Ready with DNS and metrics; every pod is down meanwhile",
  onlyByName: true,
  run: async (context) => {
    await context.target();
    const cluster = (action: string) =>
      timed(["npm", "run", "--silent", "cluster", "--", action], { cwd: repositoryRoot, env: process.env });
    context.cleanUp("cluster running", async () => void (await cluster("start")));
    const stops: Timed[] = [];
    const starts: Timed[] = [];
    for (let run = 1; run <= context.runs; run++) {
      stops.push(await cluster("stop"));
      const start = await cluster("start");
      starts.push(start);
      context.report(`started in ${start.seconds.toFixed(1)} s (run ${run} of ${context.runs})`);
    }
    return [
      { ...figureOf("npm run cluster -- start, warm", starts), limit: 40 },
      figureOf("npm run cluster -- stop", stops),
    ];
  },
};
