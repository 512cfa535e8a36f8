import type { Benchmark } from "../benchmark";
import { repeat } from "../repeat";
import { makeWebWorkspace } from "../web";

/** The inner loop of development: a line of the service changes, and `pulumi up` brings it out. */
export const upChange: Benchmark = {
  name: "up-change",
  description: "pulumi up after a code change of services/web: build, push, rolling update",
  run: async (context) => {
    const web = await makeWebWorkspace(context, "change", { nodePort: 30981, replicas: 1 });
    context.report("first up");
    await web.up();
    return [
      await repeat(context, "pulumi up, code of web changed", { limit: 25 }, () => {
        web.changeCode();
        return web.up();
      }),
    ];
  },
};
