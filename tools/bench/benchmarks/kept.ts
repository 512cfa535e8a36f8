import execa from "execa";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { configurationFile } from "../../../policy/generate";
import { repositoryRoot } from "../../../embedded/paths";
import type { Benchmark, BenchmarkContext, Figure } from "../benchmark";
import { stateOf } from "../many/state";
import { figureOf } from "../repeat";
import { timed, type Timed } from "../timed";

/** Services of four resources each in the state that is analyzed. */
const STORED = 50;

/** An image that nothing is started from. */
const IMAGE = `127.0.0.1:5000/none@sha256:${"0".repeat(64)}`;

/** Something of ours that is there only to be faster than upstream's own way. */
interface SpeedUp {
  name: string;
  /** The file that is another one in the copy of the source tree without it. */
  file: string;
  /** What the file holds there. */
  without: (source: string) => string;
}

const SPEED_UPS: readonly SpeedUp[] = [
  { name: "lazy-modules", file: "engine/language/lazy-modules.cjs", without: () => "" },
  {
    name: "readOnce",
    file: "policy/lib/crossguard.ts",
    // Which values are secret is found out once in both, for that is ours alone.
    without: (source) =>
      [
        ["new WeakMap<object, Record<string, unknown>>()", "new WeakMap<object, string[]>()"],
        ["let properties = known.get(message);", "let properties;"],
        [
          "known.set(message, properties);",
          "if (!known.has(message)) known.set(message, secretPaths(message.toJavaScript()));",
        ],
        ["secretPaths(message.toJavaScript()));\n    }", "known.get(message)!);\n    }"],
      ].reduce((changed, [text, by]) => replaceOnce(changed, text!, by!), source),
  },
];

/** A copy of the source tree, and how `pulumi` runs with what is in it. */
interface Tree {
  name: string;
  directory: string;
  env: NodeJS.ProcessEnv;
}

/** A command that a user waits for. */
interface Command {
  what: string;
  /** Its arguments after `pulumi`. */
  args: (tree: Tree) => string[];
}

/** Whether what is kept only for its speed is worth it. */
export const kept: Benchmark = {
  name: "kept",
  description: "each speed-up of ours beside upstream: whole commands with it and without it",
  onlyByName: true,
  run: async (context) => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "platform-bench-"));
    context.cleanUp(`folder ${directory}`, async () => fs.promises.rm(directory, { recursive: true }));
    const trees: Tree[] = [];
    for (const speedUp of [undefined, ...SPEED_UPS]) trees.push(await makeTree(context, directory, speedUp));
    const figures: Figure[] = [];
    for (const command of commandsOf(directory)) figures.push(...(await compare(context, command, trees)));
    return figures;
  },
};

/** The commands, with the files that they read. */
function commandsOf(directory: string): Command[] {
  const state = path.join(directory, "state.json");
  fs.writeFileSync(state, JSON.stringify(stateOf({ namespace: "shop", services: STORED, replicas: 2, image: IMAGE })));
  const preview = ["preview", "--stack", "dev", "--non-interactive"];
  const rules = (tree: Tree) => ["--policy-pack", path.join(tree.directory, "policy")];
  const levels = ["--policy-pack-config", configurationFile("dev")];
  return [
    { what: "pulumi preview of dev", args: () => preview },
    { what: "the same with all rules", args: (tree) => [...preview, ...rules(tree), ...levels] },
    {
      what: `pulumi policy analyze, ${4 * STORED} resources`,
      args: (tree) => ["policy", "analyze", "--file", state, "--json", ...rules(tree)],
    },
  ];
}

/** Measures a command in every tree, in turns that begin with another tree each time. */
async function compare(context: BenchmarkContext, command: Command, trees: readonly Tree[]): Promise<Figure[]> {
  // A violation is a failure of `pulumi`; it is none here.
  const script = '"$@" || [ $? -eq 1 ]';
  const run = (tree: Tree) =>
    timed(["sh", "-c", script, "sh", "pulumi", ...command.args(tree)], { cwd: tree.directory, env: tree.env });
  const results = trees.map(() => [] as Timed[]);
  context.report(`${command.what}: once in each tree, so that everything is in the caches`);
  for (const tree of trees) await run(tree);
  for (let round = 1; round <= context.runs; round++) {
    for (const [turn] of trees.entries()) {
      const index = (turn + round) % trees.length;
      results[index]!.push(await run(trees[index]!));
    }
    const seconds = results.map((result) => `${result.at(-1)!.seconds.toFixed(2)} s`);
    context.report(`${command.what}: ${seconds.join(", ")} (run ${round} of ${context.runs})`);
  }
  const [all, ...without] = results as [Timed[], ...Timed[][]];
  return [
    figureOf(`${command.what}, all kept`, all),
    ...without.map((result, index) => ({
      what: `${command.what}, ${trees[index + 1]!.name}: saved`,
      unit: "s" as const,
      samples: result.map(({ seconds }, round) => seconds - all[round]!.seconds),
      cpu: result.map(({ cpu }, round) => cpu - all[round]!.cpu),
    })),
  ];
}

/** Copies the source tree, without a speed-up, and builds what runs of it. */
async function makeTree(context: BenchmarkContext, directory: string, without?: SpeedUp): Promise<Tree> {
  const { environment } = await context.target();
  const name = without?.name ?? "all";
  const tree = path.join(directory, name);
  const skipped = ["node_modules", ".git"];
  fs.cpSync(repositoryRoot, tree, { recursive: true, filter: (file) => !skipped.includes(path.basename(file)) });
  await copyPackages(tree);
  if (without) {
    const file = path.join(tree, without.file);
    fs.writeFileSync(file, without.without(fs.readFileSync(file, "utf8")));
  }
  // Compiled code is kept under settings of V8 that a speed-up may change, so each tree keeps its own.
  const env: NodeJS.ProcessEnv = { ...environment, NODE_COMPILE_CACHE: path.join(directory, `${name}-compiled`) };
  const host = await languageHost(tree, { ...env, PLATFORM_CACHE: path.join(directory, `${name}-cache`) });
  return { name, directory: tree, env: { ...env, PATH: `${host}${path.delimiter}${env.PATH}` } };
}

/** The packages, which each tree needs for itself: packs keep their compiled code there. */
async function copyPackages(tree: string): Promise<void> {
  const packages = fs.realpathSync(path.join(repositoryRoot, "node_modules"));
  const copy = (how: string) => execa("cp", ["--recursive", how, packages, path.join(tree, "node_modules")]);
  await copy("--link").catch(() => copy("--no-dereference"));
  fs.rmSync(path.join(tree, "node_modules/.cache"), { recursive: true, force: true });
}

/** @throws Error where the text does not stand there exactly once, so that nothing is measured against itself */
function replaceOnce(source: string, text: string, by: string): string {
  const parts = source.split(text);
  if (parts.length !== 2) throw new Error(`found ${parts.length - 1} times instead of once: ${text}`);
  return parts.join(by);
}

/** Builds the language host of a tree. Returns a folder for PATH with it and the CLI. */
async function languageHost(tree: string, env: NodeJS.ProcessEnv): Promise<string> {
  const script = `require("./embedded/toolchain/engine").ensureEngine().then((e) => console.log(e.languageHostDirectory))`;
  const { stdout } = await execa(process.execPath, ["--import", "tsx", "--eval", script], { cwd: tree, env });
  return stdout;
}
