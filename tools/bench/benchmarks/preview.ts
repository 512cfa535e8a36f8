import { repositoryRoot } from "../../../embedded/paths";
import type { Benchmark } from "../benchmark";
import { repeat } from "../repeat";
import { timed } from "../timed";

/** `pulumi preview` where nothing has changed. */
export const preview: Benchmark = {
  name: "preview",
  description: "pulumi preview of dev, nothing changed",
  run: async (context) => {
    const { environment } = await context.target();
    const look = () =>
      timed(["pulumi", "preview", "--stack", "dev", "--non-interactive"], { cwd: repositoryRoot, env: environment });
    context.report("once, so that everything is in the caches");
    await look();
    return [await repeat(context, "pulumi preview, nothing changed", { limit: 5 }, look)];
  },
};
