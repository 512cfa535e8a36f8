import execa from "execa";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { clusterStatus } from "../../../embedded/cluster";
import { repositoryRoot } from "../../../embedded/paths";
import type { Benchmark } from "../benchmark";
import { timed } from "../timed";

/** What `npm run up -- --json` prints. */
interface UpResult {
  timings: { title: string; milliseconds: number }[];
}

/**
 * `npm run up` of a fresh clone with empty caches: packages, programs, images and state are made from nothing. Debian packages that
 * are installed on the machine stay.
 */
export const firstUp: Benchmark = {
  name: "first-up",
  description: "npm run up from nothing, in a clone with empty caches; the machine's cluster is stopped meanwhile",
  onlyByName: true,
  run: async (context) => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "platform-first-up-"));
    context.cleanUp(`folder ${directory}`, async () => {
      // Go makes its module cache read-only.
      await execa("chmod", ["-R", "u+w", directory]);
      await fs.promises.rm(directory, { recursive: true });
    });
    const { phase } = await clusterStatus();
    const own = (command: string) =>
      timed(["npm", "run", "--silent", "cluster", "--", command], { cwd: repositoryRoot, env: process.env });
    if (phase === "running" || phase === "degraded") {
      context.cleanUp("the cluster that ran before", async () => void (await own("start")));
      await own("stop");
    }
    const clone = path.join(directory, "clone");
    await execa("git", ["clone", "--quiet", "--no-hardlinks", repositoryRoot, clone]);
    const env = { ...process.env, ...emptyCaches(directory) };
    context.cleanUp("the new cluster", async () => {
      await timed(["npm", "run", "--silent", "down", "--", "--purge"], { cwd: clone, env });
    });
    context.report("npm run up from nothing");
    const up = await timed(["npm", "run", "--silent", "up", "--", "--json"], { cwd: clone, env });
    const { timings } = JSON.parse(up.stdout) as UpResult;
    return [
      { what: "npm run up from nothing", unit: "s", samples: [up.seconds], cpu: [up.cpu], limit: 1200 },
      ...timings.map(({ title, milliseconds }) => ({
        what: `of it: ${title}`,
        unit: "s" as const,
        samples: [milliseconds / 1000],
      })),
    ];
  },
};

/** Everything that an earlier run could have left something in. */
function emptyCaches(directory: string): Record<string, string> {
  const variables = {
    PLATFORM_CACHE: "cache",
    PLATFORM_STATE: "state",
    PLATFORM_RUN: "run",
    GOCACHE: "go-build",
    GOMODCACHE: "go-modules",
    npm_config_cache: "npm",
    XDG_CACHE_HOME: "user-cache",
  };
  return Object.fromEntries(Object.entries(variables).map(([name, folder]) => [name, path.join(directory, folder)]));
}
