import { Command, InvalidArgumentError, Option } from "commander";
import { registerClusterCommand } from "./cluster/command";
import type { PolicyOptions } from "./commands/policy";
import { colorsFor } from "./colors";
import { timeoutFactor } from "./timeouts";
import { registerToolchainCommand } from "./toolchain/command";

/** Exit code for a command that could not do its work. */
const failure = 1;

// Each command loads its code when it runs, so that `--help` and `env` stay quick.
const program = new Command("npm run")
  .description("Everything that is done on this machine: the embedded target, its tests and its measurements.")
  .showHelpAfterError()
  .configureHelp({ sortSubcommands: false });

const stack = () =>
  new Option("-s, --stack <name>", "stack to work on, as its file Pulumi.<name>.yaml says").default("dev");

program
  .command("up")
  .description("bring a stack up, with everything it needs on this machine, and show where its services answer")
  .addOption(stack())
  .option("--json", "print the result as JSON on standard output, everything else on standard error", false)
  .action(async (options: { stack: string; json: boolean }) => (await import("./commands/up")).up(options));

program
  .command("down")
  .description("destroy a stack and stop the embedded cluster")
  .addOption(stack())
  .option("--purge", "also delete the cluster's data: volumes, images, keys and the stack's state", false)
  .action(async (options: { stack: string; purge: boolean }) => (await import("./commands/down")).down(options));

program
  .command("env")
  .description('print shell commands that put pulumi and kubectl on PATH, for: eval "$(npm run -s env)"')
  .addOption(stack())
  .action(async (options: { stack: string }) => (await import("./commands/env")).env(options.stack));

registerClusterCommand(program, {
  report: (message) => process.stderr.write(`${message}\n`),
  write: (text) => process.stdout.write(text),
});
registerToolchainCommand(program);

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
  .action(async (options: { fix: boolean }) => (await import("./commands/check")).check(options));

program
  .command("policy")
  .description("run the policy packs on previews of all stacks, and print what they find by severity")
  .option("-s, --stack <names...>", "stacks to judge (default: all)")
  .option("--state", "judge what is deployed, where every value is known, instead of a preview", false)
  .addOption(
    new Option(
      "--undecided <what>",
      "mandatory rules that a preview cannot decide: fail, or leave them to --state later",
    )
      .choices(["fail", "later"])
      .default("fail"),
  )
  .option("--json", "print the verdicts as JSON on standard output", false)
  .option("--sarif <file>", "also write SARIF 2.1.0, for code scanning")
  .option("--junit <file>", "also write JUnit XML")
  .action(async (options: PolicyOptions) => (await import("./commands/policy")).policy(options));

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
  .command("docs")
  .description("make the pages of docs/ that are made from the code")
  .action(async () => (await import("../docs/generator")).writePages());

// What is wrong with it is said before anything is done.
program.hook("preAction", () => void timeoutFactor());

program.parseAsync().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${colorsFor(process.stderr)("red", "error:")} ${message}\n`);
  if (process.env.PLATFORM_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exitCode = failure;
});
