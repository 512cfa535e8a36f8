import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";
import { repositoryRoot } from "../../embedded/paths";
import { changedFiles } from "../changed/files";
import { testsOf } from "../changed/tests";
import { runMocha, unitTests } from "../mocha";
import { lintPipelines } from "../pipelines";
import { findVulnerabilities, isClean, renderVulnerabilities } from "../vulnerabilities";

/** What `check` accepts. */
export interface CheckOptions {
  /** Fix format and lint where that is possible. */
  fix: boolean;
  /** Only what the change since the main branch touches. */
  changed: boolean;
}

/** A program with its arguments. */
type Tool = readonly [name: string, args: readonly string[]];

/** Where the tools keep what they found out, for the next check. */
const cache = (name: string) => path.join("node_modules", ".cache", "check", name);

/** Which files eslint reads. */
const LINTED = /\.(ts|[cm]?js)$/;

/** What known vulnerabilities depend on. */
const OF_VULNERABILITIES = /^(package-lock\.json|embedded\/toolchain\/go\.(mod|sum)|tools\/vulnerabilities\/.*)$/;

/** What the linters of pipelines judge. */
const OF_PIPELINES = /^(ci\/|\.ci\/|tools\/pipelines\/)/;

/**
 * Format, lint with zero warnings, types, pipelines, known vulnerabilities of what is built and installed, and the tests that need no cluster:
 * what every commit passes. With `changed` only of the files that the change touches, with the tests that it can break.
 *
 * @throws Error when something is found
 */
export async function check(options: CheckOptions): Promise<void> {
  if (options.changed) return checkChanged(options);
  await runTools([prettier(["."], options), eslint(["."], options), tsc()]);
  await checkPipelines();
  await checkVulnerabilities();
  await runMocha(unitTests, { parallel: true });
}

async function checkChanged(options: CheckOptions): Promise<void> {
  const changed = await changedFiles(repositoryRoot);
  if (changed.length === 0) {
    process.stdout.write("Nothing has changed since the main branch.\n");
    return;
  }
  const there = changed.filter((file) => fs.existsSync(path.join(repositoryRoot, file)));
  const linted = there.filter((file) => LINTED.test(file));
  // What a file's lint says of types may depend on others, so a cache is good enough here and nowhere else.
  const cached = ["--cache", "--cache-strategy", "content", "--cache-location", `${cache("eslint")}/`];
  const ofFiles: Tool[] = [
    ...(there.length > 0 ? [prettier(["--ignore-unknown", ...there], options)] : []),
    ...(linted.length > 0 ? [eslint([...cached, "--no-warn-ignored", ...linted], options)] : []),
    tsc(),
  ];
  await runTools(ofFiles);
  if (changed.some((file) => OF_PIPELINES.test(file))) await checkPipelines();
  if (changed.some((file) => OF_VULNERABILITIES.test(file))) await checkVulnerabilities();
  const tests = fs.globSync(unitTests, { cwd: repositoryRoot });
  const { stdout } = await execa("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: repositoryRoot,
  });
  const files = stdout.split("\0").filter((file) => file && fs.existsSync(path.join(repositoryRoot, file)));
  const selected = testsOf(changed, tests, { files, root: repositoryRoot });
  process.stdout.write(`${selected.length} of ${tests.length} files of tests ...\n`);
  await runMocha(selected, { parallel: true });
}

const prettier = (files: readonly string[], { fix }: CheckOptions): Tool => [
  "prettier",
  [
    ...[fix ? "--write" : "--check", "--log-level", "warn"],
    ...["--cache", "--cache-strategy", "content", "--cache-location", cache("prettier")],
    ...files,
  ],
];

const eslint = (files: readonly string[], { fix }: CheckOptions): Tool => [
  "eslint",
  ["--max-warnings", "0", ...(fix ? ["--fix"] : []), ...files],
];

const tsc = (): Tool => ["tsc", ["--project", ".", "--incremental", "--tsBuildInfoFile", cache("tsc.tsbuildinfo")]];

/** Runs tools beside each other, but one that fixes files before those that read them; each one's output is in one piece. */
async function runTools(tools: readonly Tool[]): Promise<void> {
  const [format, ...others] = tools;
  const failed: string[] = [];
  const run = async ([name, args]: Tool) => {
    const { exitCode, all } = await execa(name, args, {
      cwd: repositoryRoot,
      preferLocal: true,
      all: true,
      reject: false,
      env: { NODE_OPTIONS: "--max-old-space-size=4096" },
    });
    process.stdout.write(`${name} ...\n${all ? `${all}\n` : ""}`);
    if (exitCode !== 0) failed.push(name);
  };
  await run(format!);
  await Promise.all(others.map(run));
  if (failed.length > 0) throw new Error(`${failed.join(" and ")} found something, see above.`);
}

async function checkPipelines(): Promise<void> {
  process.stdout.write("pipelines ...\n");
  const { linters, findings } = await lintPipelines(repositoryRoot, (message) => process.stdout.write(`${message}\n`));
  if (linters.length === 0)
    process.stdout.write("not checked here: there is no python3 with pip, of which their linters come\n");
  for (const finding of findings) process.stdout.write(`${finding}\n`);
  if (findings.length > 0) throw new Error("The linters of the pipelines found something, see above.");
}

async function checkVulnerabilities(): Promise<void> {
  process.stdout.write("known vulnerabilities ...\n");
  const found = await findVulnerabilities((message) => process.stdout.write(`${message}\n`));
  process.stdout.write(`${renderVulnerabilities(found)}\n`);
  if (!isClean(found)) throw new Error("There are known vulnerabilities, see above.");
}
