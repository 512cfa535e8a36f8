import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { repositoryRoot } from "../../embedded/paths";
import type { BenchmarkContext } from "./benchmark";
import { timed, type Timed } from "./timed";

/** A Pulumi project in a folder of its own, with a state of its own. */
export interface Workspace {
  directory: string;
  /** For everything that works on the workspace or its cluster. */
  env: NodeJS.ProcessEnv;
  /** Runs the CLI on the stack and measures it. */
  pulumi: (...args: string[]) => Promise<Timed>;
}

/**
 * Makes a project folder with the packages of this source tree and a new stack in it. It is destroyed and removed at the end of the
 * benchmark.
 *
 * @param files names below this source tree, each with its contents, copied into the folder
 * @param stack name of the stack; its file has to be among what `fill` writes, or it is written by Pulumi
 * @param fill writes what is not a copy
 */
export async function makeWorkspace(
  context: BenchmarkContext,
  files: Record<string, string>,
  stack: string,
  fill: (directory: string) => void,
): Promise<Workspace> {
  const { environment } = await context.target();
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "platform-bench-"));
  context.cleanUp(`folder ${directory}`, async () => fs.promises.rm(directory, { recursive: true, force: true }));
  const project = path.join(directory, "project");
  for (const [source, target] of Object.entries(files)) {
    const from = path.join(repositoryRoot, source);
    const isWanted = (file: string) => path.basename(file) !== "node_modules";
    fs.cpSync(from, path.join(project, target), { recursive: true, filter: isWanted });
  }
  fs.symlinkSync(fs.realpathSync(path.join(repositoryRoot, "node_modules")), path.join(project, "node_modules"));
  fill(project);

  const env = { ...environment, ...privateBackend(directory, environment) };
  const pulumi = (...args: string[]) => timed(["pulumi", ...args, "--stack", stack], { cwd: project, env });
  await timed(["pulumi", "stack", "init", stack, "--non-interactive"], { cwd: project, env });
  context.cleanUp(`stack of ${directory}`, async () => {
    // Its state is removed with it, so it need not be written for each resource.
    const quick = { ...env, PULUMI_SKIP_CHECKPOINTS: "true" };
    const destroy = ["pulumi", "destroy", "--yes", "--skip-preview", "--non-interactive", "--stack", stack];
    await timed(destroy, { cwd: project, env: quick });
  });
  return { directory: project, env, pulumi };
}

/** A state in the folder; the plugins are those of the target. */
function privateBackend(directory: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  fs.mkdirSync(path.join(directory, "state"));
  fs.writeFileSync(path.join(directory, "passphrase"), "bench\n", { mode: 0o600 });
  const variables = {
    PULUMI_BACKEND_URL: `file://${path.join(directory, "state")}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE_FILE: path.join(directory, "passphrase"),
  };
  if (!environment.PULUMI_HOME) return variables;
  const home = path.join(directory, "home");
  fs.mkdirSync(home);
  fs.symlinkSync(path.join(environment.PULUMI_HOME, "plugins"), path.join(home, "plugins"));
  return { ...variables, PULUMI_HOME: home };
}
