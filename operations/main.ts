import { InvalidArgumentError, Option } from "commander";
import { registerClusterCommand } from "./commands/cluster";
import type { DownOptions } from "./commands/down";
import { registerPolicyCommand } from "./policy/command";
import type { ScaleOptions } from "./commands/scale";
import { registerToolchainCommand } from "./commands/toolchain";
import type { PromoteOptions } from "./commands/promote";
import type { ReleasesOptions } from "./commands/releases";
import type { RollbackOptions } from "./commands/rollback";
import type { UpOptions } from "./commands/up";
import type { ValidateOptions } from "./commands/validate";
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
  .option("--build", "build images again where the stack's file names those of a release", false)
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
  .command("validate")
  .description("ask a stack that is up whether it does its work: readiness, health, and the checks of its services")
  .addOption(stack())
  .addOption(rehearse("ask its rehearsal"))
  .option("--json", "print the findings as JSON on standard output", false)
  .action(async (options: ValidateOptions) => (await import("./commands/validate")).validate(options));

program
  .command("releases")
  .description("list the releases of a stack: each update writes down what it brought up, by digest")
  .addOption(stack())
  .addOption(rehearse("list those of its rehearsal"))
  .option("--json", "print the records as JSON on standard output", false)
  .action(async (options: ReleasesOptions) => (await import("./commands/releases")).releases(options));

program
  .command("promote")
  .description(
    "bring a stack up with the images that another one runs; nothing is built, and what is not good is rolled back",
  )
  .requiredOption("--from <stack>", "stack whose release is promoted")
  .requiredOption("--to <stack>", "stack that gets it")
  .option("--release <id>", "which release of the first stack (default: the newest)")
  .option("--minimum-age <duration>", "how long the release has to have run there, such as 30m or 24h", "0s")
  .addOption(rehearse("promote between the rehearsals of both stacks"))
  .option("-y, --yes", "approve: do not ask", false)
  .option("--dry-run", "show the change and the gates, and do nothing", false)
  .option("--json", "print the result as JSON on standard output, everything else on standard error", false)
  .action(async (options: PromoteOptions) => (await import("./commands/promote")).promote(options));

program
  .command("rollback")
  .description("bring a stack back to an earlier release, its images and its configuration; nothing is built")
  .addOption(stack())
  .option("--to <id>", "release to go back to (default: the last good one before what runs)")
  .addOption(rehearse("bring its rehearsal back"))
  .option("-y, --yes", "do not ask", false)
  .option("--dry-run", "show what would change, and do nothing", false)
  .option("--json", "print the result as JSON on standard output, everything else on standard error", false)
  .action(async (options: RollbackOptions) => (await import("./commands/rollback")).rollback(options));

program
  .command("parity")
  .description("compare what the program makes of two stacks, and fail where they differ in more than they may")
  .argument("<from>", "stack, such as staging")
  .argument("<to>", "stack, such as production")
  .option("--json", "print what differs as JSON on standard output", false)
  .action(async (from: string, to: string, options: { json: boolean }) =>
    (await import("./commands/parity")).parity(from, to, options),
  );

program
  .command("comment")
  .description(
    "post files of `platform preview --markdown` on the pull request that a pipeline runs for, or update what it posted",
  )
  .argument("<files...>", "Markdown files, each with its marker in the first line")
  .action(async (files: string[]) => (await import("./commands/comment")).comment(files));

program
  .command("env")
  .description('print shell commands that put pulumi and kubectl on PATH, for: eval "$(npm run -s env)"')
  .addOption(stack())
  .action(async (options: { stack: string }) => (await import("./commands/env")).env(options.stack));

registerPreviewCommand(program);
registerPolicyCommand(program);
registerClusterCommand(program, {
  report: (message) => process.stderr.write(`${message}\n`),
  write: (text) => process.stdout.write(text),
});
registerToolchainCommand(program);

runProgram(program);
