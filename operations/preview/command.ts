import type { Command } from "commander";
import type { PreviewOptions } from "../commands/preview";

/** Adds the command `preview`, which loads its code when it runs. */
export function registerPreviewCommand(program: Command): void {
  program
    .command("preview")
    .description("say what an update would do, as people read it on a pull request; changes nothing")
    .option("-s, --stack <names...>", "stacks to preview", ["dev"])
    .option("--json", "print the reports as JSON on standard output, everything else on standard error", false)
    .option("--markdown <file>", "also write a comment for a pull request; {stack} in the name stands for the stack's")
    .option("--html <file>", "also write a page for a browser, which needs no network; {stack} as above")
    .option("--against <file>", "the --json of the target branch: policy findings that it has too count as standing")
    .option("--refresh", "also look for what was changed behind the program's back, and show it apart", false)
    .option("--no-policy", "do not ask the policy packs")
    .option(
      "--untrusted <export>",
      "preview code that nobody trusts: without secrets and cluster, against such an export",
    )
    .option("--export <file>", "write the last state without its secrets, for --untrusted, and preview nothing")
    .option(
      "--score",
      "print how well earlier previews have foretold the updates that followed, and preview nothing",
      false,
    )
    .action(async (options: PreviewOptions) => (await import("../commands/preview")).preview(options));
}
