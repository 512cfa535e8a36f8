import { Argument, InvalidArgumentError } from "commander";
import type { CheckOptions } from "./commands/check";
import type { SelectionName } from "./conformance/selections";
import { newProgram, runProgram } from "../operations/program";

// Each command loads its code when it runs, so that `--help` stays quick.
const program = newProgram(
  "npm run",
  "What is done with the source of the platform: its tests, checks and measurements.",
);

program
  .command("test")
  .description("run the test suite, starting what it needs")
  .argument("[files...]", "test files; all when none is named")
  .option("--unit", "only the tests that need no cluster", false)
  .option("-g, --grep <pattern>", "only the tests whose title matches")
  .action(async (files: string[], options: { unit: boolean; grep?: string }) =>
    (await import("./commands/test")).test(files, options),
  );

program
  .command("mutate")
  .description(
    "break each clause of the policy rules and of what they share, one at a time, and show what no test notices",
  )
  .argument("[parts...]", "parts of the names of files or of their folders; all when none is named")
  .action(async (parts: string[]) => (await import("./commands/mutate")).mutate(parts));

program
  .command("machine")
  .description(
    "run up, the service and down in a virtual machine: a fresh Debian 12 with systemd and a Docker that has work",
  )
  .action(async () => (await import("./commands/machine")).machine());

program
  .command("check")
  .description("format, lint, types, known vulnerabilities and the tests that need no cluster")
  .option("--fix", "fix format and lint where that is possible", false)
  .option("--changed", "only what the change since the main branch touches, with the tests that it can break", false)
  .action(async (options: CheckOptions) => (await import("./commands/check")).check(options));

program
  .command("vulnerabilities")
  .description("look for known vulnerabilities in the programs that are built and in the npm packages")
  .option("--json", "print the report as JSON", false)
  .action(async (options: { json: boolean }) => (await import("./commands/vulnerabilities")).vulnerabilities(options));

program
  .command("bench")
  .description("measure how fast it is on this machine, what is compared within one run")
  .argument("[names...]", "benchmarks; without a name all but those that disturb others on the machine")
  .option("--list", "only say which there are", false)
  .option("--json <file>", "also write the figures to a file")
  .option("--runs <number>", "how often to measure", wholeNumber, 3)
  .action(async (names: string[], options: { list: boolean; json?: string; runs: number }) =>
    (await import("./commands/bench")).bench(names, options),
  );

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("It takes a whole number from 1.");
  return number;
}

program
  .command("conformance")
  .description(
    "run Kubernetes' own end-to-end cases on an embedded cluster of their own and keep the result in docs/conformance",
  )
  .addArgument(new Argument("<part>", "which cases").choices(["network-policies", "network", "node"]))
  .option("-g, --grep <pattern>", "only the cases whose title matches; then nothing is kept")
  .action(async (part: SelectionName, options: { grep?: string }) =>
    (await import("./commands/conformance")).conformance(part, options),
  );

program
  .command("docs")
  .description("make the pages of docs/ that are made from the code")
  .action(async () => (await import("./docs")).writePages());

runProgram(program);
