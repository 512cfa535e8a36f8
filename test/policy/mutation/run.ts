import { globSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { PACKS, ruleFiles } from "../../../policy/lib/rules";
import { Imports } from "./imports";
import { mutantsOf } from "./mutants";
import { judgeAll } from "./workers";

/** Mutants that judge as what they were made of, each with the reason. This list may only shrink. */
const EQUIVALENT = JSON.parse(readFileSync(join(__dirname, "equivalent.json"), "utf8")) as Record<string, string>;

/** The files with clauses: the rules, and what they share. */
function files(): string[] {
  const shared = globSync("policy/lib/**/*.ts", { exclude: ["**/*.d.ts"] }).map((file) => resolve(file));
  return [...shared.sort(), ...PACKS.flatMap(ruleFiles)];
}

/** Breaks each clause of rules and of what they share, one at a time, and prints whatever no test notices. */
async function main(wanted: readonly string[]): Promise<void> {
  const chosen = files().filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)));
  const imports = await Imports.read();
  const excused = new Set<string>();
  const jobs = chosen.map((file) => {
    const name = relative("policy", file);
    const mutants = mutantsOf(file, readFileSync(file, "utf8"));
    const indices = [...mutants.keys()].filter((index) => {
      const key = `${name}: ${mutants[index]!.what}`;
      if (key in EQUIVALENT) excused.add(key);
      return !(key in EQUIVALENT);
    });
    return { file, name, mutants, indices, dependants: imports.dependantsOf(file) };
  });
  let judged = 0;
  let missed = 0;
  const results = await judgeAll(jobs, (noticed, { file }) => {
    judged++;
    if (!noticed) missed++;
    if (process.stderr.isTTY)
      process.stderr.write(`\r${judged} broken, ${missed} not noticed: ${relative("policy", file)}\u001b[K`);
  });
  const unnoticed = jobs.flatMap(({ name, mutants, indices }, number) =>
    indices
      .filter((_, position) => !results[number]![position])
      .map((index) => `${join("policy", name)}:${mutants[index]!.line} ${mutants[index]!.what}`),
  );
  // What is excused and no longer there would hide another fault one day.
  if (wanted.length === 0)
    unnoticed.push(
      ...Object.keys(EQUIVALENT)
        .filter((key) => !excused.has(key))
        .map((key) => `excused in vain: ${key}`),
    );
  for (const one of unnoticed) process.stdout.write(`${one}\n`);
  process.stdout.write(`${chosen.length} files, ${judged} ways to break them, ${judged - missed} noticed by a test\n`);
  if (unnoticed.length > 0) process.exitCode = 1;
}

void main(process.argv.slice(2));
