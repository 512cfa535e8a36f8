import Module from "node:module";
import { readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { transformSync } from "esbuild";
import fc from "fast-check";
import Mocha from "mocha";
import { PACKS, ruleFiles, RULES } from "../../../policy/lib/rules";
import { mutantsOf, type Mutant } from "./mutants";

/** Mutants that judge as the rule itself does, each with the reason. This list may only shrink. */
const EQUIVALENT = JSON.parse(readFileSync(join(__dirname, "equivalent.json"), "utf8")) as Record<string, string>;

/** Loads a module of this text in the place of a file, as `require` would. */
function load(file: string, source: string): void {
  const { code } = transformSync(source, { loader: "ts", format: "cjs", sourcefile: file });
  const module = new Module(file);
  module.filename = file;
  module.paths = (Module as unknown as { _nodeModulePaths(folder: string): string[] })._nodeModulePaths(dirname(file));
  (module as unknown as { _compile(code: string, file: string): void })._compile(code, file);
  require.cache[file] = module;
}

/** Mocha, asked again and again in one process. */
class Tests extends Mocha {
  constructor(file: string) {
    super({ reporter: class {} as never, bail: true, timeout: 10_000 });
    delete require.cache[file];
    this.addFile(file);
    this.loadFiles();
  }
}

/** Runs the tests of a rule as it is loaded; tells whether one of them fails. */
function fails(testFile: string): Promise<boolean> {
  return new Promise((done) => {
    try {
      new Tests(testFile).run((failures) => done(failures > 0));
    } catch {
      // A rule that cannot even be loaded is found by everybody.
      done(true);
    }
  });
}

/** Breaks each clause of rules, one at a time, and prints every broken rule that no test notices. */
async function main(wanted: readonly string[]): Promise<void> {
  // Each run of mocha listens to the process.
  process.setMaxListeners(0);
  // A clause that only some random values miss is unnoticed in every run, or in none.
  fc.configureGlobal({ seed: 1 });
  const files = PACKS.flatMap(ruleFiles).filter(
    (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
  );
  let all = 0;
  const unnoticed: string[] = [];
  const excused = new Set<string>();
  for (const file of files) {
    const name = relative(RULES, file);
    const testFile = resolve("test/policy/rules", name.replace(/\.ts$/, ".test.ts"));
    const text = readFileSync(file, "utf8");
    load(file, text);
    if (await fails(testFile)) throw new Error(`${name}: its tests fail although nothing is broken`);
    for (const mutant of mutantsOf(file, text)) {
      all++;
      const key = `${basename(name, ".ts")}: ${mutant.what}`;
      if (key in EQUIVALENT) excused.add(key);
      else if (!(await noticed(file, testFile, mutant)))
        unnoticed.push(`${join("policy/rules", name)}:${mutant.line} ${mutant.what}`);
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${all} broken, ${unnoticed.length} not noticed: ${name}\u001b[K`);
  }
  // What is excused and no longer there would hide another fault one day.
  if (wanted.length === 0)
    unnoticed.push(
      ...Object.keys(EQUIVALENT)
        .filter((key) => !excused.has(key))
        .map((key) => `excused in vain: ${key}`),
    );
  for (const one of unnoticed) process.stdout.write(`${one}\n`);
  process.stdout.write(
    `${files.length} rules, ${all} ways to break them, ${all - unnoticed.length} noticed by a test\n`,
  );
  if (unnoticed.length > 0) process.exitCode = 1;
}

async function noticed(file: string, testFile: string, mutant: Mutant): Promise<boolean> {
  try {
    load(file, mutant.source);
  } catch {
    return true;
  }
  return fails(testFile);
}

void main(process.argv.slice(2));
