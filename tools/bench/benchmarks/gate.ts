import * as fs from "node:fs";
import * as path from "node:path";
import YAML from "yaml";
import type { Benchmark, Figure } from "../benchmark";
import { figureOf } from "../repeat";
import { timed } from "../timed";
import { makeWorkspace } from "../workspace";

const COUNT = 2000;
const STACK = "bench";

/**
 * What Pulumi holds its own releases to (`tests/performance`, many resources in TypeScript): a first `pulumi up` without a preview, and
 * one with nothing changed. Its resources are dynamic ones that do nothing; here they are of the random provider, which nobody has to
 * answer either. There the state is kept by Pulumi Cloud, here in files.
 */
export const gate: Benchmark = {
  name: "gate",
  description: `${COUNT} resources in the form of Pulumi's own gate: pulumi up, nothing changed, memory; takes minutes`,
  onlyByName: true,
  run: async (context) => {
    const { directory, env } = await makeWorkspace(context, { "tools/bench/gate": "." }, STACK, (project) => {
      const config = { "platform-bench-gate:count": COUNT };
      fs.writeFileSync(path.join(project, `Pulumi.${STACK}.yaml`), YAML.stringify({ config }));
    });
    const figures: Figure[] = [];
    for (const [what, limit] of [
      ["first up", 60],
      ["nothing changed", 20],
    ] as const) {
      const command = ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--stack", STACK];
      const result = await timed(command, { cwd: directory, env, memory: true });
      context.report(`${what}: ${result.seconds.toFixed(1)} s, ${result.memory?.toFixed(0)} MiB`);
      figures.push(
        { ...figureOf(`${what}, ${COUNT} resources`, [result]), limit },
        { what: `${what}, memory of all processes`, unit: "MiB", samples: [result.memory ?? NaN], limit: 1536 },
      );
    }
    return figures;
  },
};
