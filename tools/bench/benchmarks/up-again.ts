import { repositoryRoot } from "../../../embedded/paths";
import type { Benchmark } from "../benchmark";
import { timed } from "../timed";
import { repeat } from "../repeat";

/** `npm run up` where everything is up: what a developer waits for who is not sure of it. */
export const upAgain: Benchmark = {
  name: "up-again",
  description: "npm run up of dev, nothing changed",
  run: async (context) => {
    await context.target();
    const up = () => timed(["npm", "run", "--silent", "up"], { cwd: repositoryRoot, env: process.env });
    context.report("once, so that nothing has changed");
    await up();
    return [await repeat(context, "npm run up, nothing changed", { limit: 10 }, up)];
  },
};
