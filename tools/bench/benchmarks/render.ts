import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { repositoryRoot } from "../../../embedded/paths";
import type { Benchmark } from "../benchmark";
import { eventLines } from "../render/events";
import { figureOf } from "../repeat";
import { timed } from "../timed";

const RESOURCES = 5000;

/** The report of a large change in all its forms, from the engine's events to the files: a process of its own, its start included. */
export const render: Benchmark = {
  name: "render",
  description: `the report of a preview that changes ${RESOURCES} resources, as text, JSON, comment and page`,
  run: async ({ runs, report, cleanUp }) => {
    const work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-render-"));
    cleanUp("the events", () => fs.promises.rm(work, { recursive: true }));
    const events = path.join(work, "events.jsonl");
    fs.writeFileSync(events, `${[...eventLines(RESOURCES)].join("\n")}\n`);
    report(`${(fs.statSync(events).size / 1024 / 1024).toFixed(0)} MiB of events`);
    const command = [process.execPath, "--import", "tsx", path.join(__dirname, "../render/main.ts"), events];
    const results = [];
    for (let run = 1; run <= runs; run++) {
      const result = await timed(command, { cwd: repositoryRoot, env: process.env, memory: true });
      const { changes } = JSON.parse(result.stdout) as { changes: number };
      if (changes !== RESOURCES) throw new Error(`the report has ${changes} changes instead of ${RESOURCES}`);
      report(`${result.seconds.toFixed(2)} s, ${result.memory?.toFixed(0)} MiB (run ${run} of ${runs})`);
      results.push(result);
    }
    return [
      { ...figureOf(`report of ${RESOURCES} changed resources`, results), limit: 2 },
      { what: "memory of its process", unit: "MiB", samples: results.map(({ memory }) => memory ?? NaN), limit: 300 },
    ];
  },
};
