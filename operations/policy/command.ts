import { Option, type Command } from "commander";
import { NOT_JUDGED } from "./exit-codes";

/** Adds `policy` to a program. */
export function registerPolicyCommand(program: Command): void {
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
    .option("--json", "print the verdicts as JSON on standard output (docs/schemas/policy-report.schema.json)", false)
    .option("--sarif <file>", "also write SARIF 2.1.0, for code scanning")
    .option("--junit <file>", "also write JUnit XML")
    .addHelpText("after", "\nExit code: 0 all mandatory rules are kept, 1 one is broken, 2 it could not be judged.")
    // What is wrong with the options is no verdict either.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : NOT_JUDGED))
    .action(async (options: PolicyOptions) => (await import("../commands/policy")).policy(options));
}

/** What `policy` accepts. */
export interface PolicyOptions {
  /** The stacks to judge; all that have a file unless named. */
  stack?: string[];
  /** Judge what is deployed instead of what the program would make. */
  state: boolean;
  undecided: "fail" | "later";
  json: boolean;
  /** Files for reports. */
  sarif?: string;
  junit?: string;
}
