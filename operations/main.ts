import { InvalidArgumentError, Option } from "commander";
import { registerClusterCommand } from "./commands/cluster";
import type { DownOptions } from "./commands/down";
import type { PolicyOptions } from "./commands/policy";
import type { ScaleOptions } from "./commands/scale";
import { registerToolchainCommand } from "./commands/toolchain";
import type { UpOptions } from "./commands/up";
import { registerPreviewCommand } from "./preview/command";
import { newProgram, runProgram } from "./program";

// Each command loads its code when it runs, so that `--help` and `env` stay quick.
const program = newProgram(
  "platform",
  "What is done with the platform's stacks, and with the embedded target of this machine.",
);

const stack = () =>
  new Option("-s, --stack <name>", "stack to work on, as its file Pulumi.<name>.yaml says").default("dev");

const rehearse = (description: string) => new Option("--rehearse", description).default(false);

function factor(value: string): number {
  const number = Number(value);
  if (number >= 0.01 && number <= 1) return number;
  throw new InvalidArgumentError("Allowed: a number from 0.01 to 1.");
}

program
  .command("up")
  .description("bring a stack up, with everything it needs on this machine, and show where its services answer")
  .addOption(stack())
  .addOption(rehearse("bring its rehearsal up instead: the same stack on the embedded cluster, beside the others"))
  .addOption(
    new Option(
      "--factor <number>",
      "share of requests and limits that a rehearsal has, 0.01 to 1 (default: the largest that fits into half of this machine)",
    ).argParser(factor),
  )
  .option("--json", "print the result as JSON on standard output, everything else on standard error", false)
  .option("--resolve-images", "resolve the tags of external images anew, and write into the stack's file when", false)
  .action(async (options: UpOptions) => (await import("./commands/up")).up(options));

program
  .command("down")
  .description("destroy a stack and stop the embedded cluster")
  .addOption(stack())
  .option("--purge", "also delete the cluster's data: volumes, images, keys and the stack's state", false)
  .addOption(rehearse("end its rehearsal instead, with all that is of it; the cluster goes on").conflicts("purge"))
  .action(async (options: DownOptions) => (await import("./commands/down")).down(options));

program
  .command("scale")
  .description("write another number of replicas into the stack's file, and bring the stack up with it")
  .argument(
    "<what...>",
    "a service and its replicas (web 3, or web 2..10 where an autoscaler decides); with --all a factor",
  )
  .addOption(stack())
  .option("--all", "multiply the replicas of every service by the factor, rounded up (platform:scale)", false)
  .option("-y, --yes", "do not ask", false)
  .option("--dry-run", "check and show what would be written, and do nothing", false)
  .option("--json", "print the result as JSON on standard output, everything else on standard error", false)
  .action(async (what: string[], options: ScaleOptions) => (await import("./commands/scale")).scale(what, options));

program
  .command("env")
  .description('print shell commands that put pulumi and kubectl on PATH, for: eval "$(npm run -s env)"')
  .addOption(stack())
  .action(async (options: { stack: string }) => (await import("./commands/env")).env(options.stack));

registerPreviewCommand(program);

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

registerClusterCommand(program, {
  report: (message) => process.stderr.write(`${message}\n`),
  write: (text) => process.stdout.write(text),
});
registerToolchainCommand(program);

runProgram(program);
