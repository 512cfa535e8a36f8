import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { allRules } from "../../policy/generate";
import { readStackFile } from "../../policy/generate/stack-file";
import type { Rule } from "../../policy/lib/rule";
import { colorsFor } from "../colors";
import { decide, type StackVerdict } from "../policy/gate";
import { verdictsAsJunit } from "../policy/junit";
import { previewTargetOf } from "../policy/preview-target";
import { isDeployed, judgePreview, judgeState } from "../policy/run";
import { verdictsAsSarif } from "../policy/sarif";
import { verdictsInWords } from "../policy/table";
import { prepareTarget } from "../prepare";
import { stackNames } from "../pulumi";
import { runSteps } from "../steps";

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

/** The stack whose target the previews share. */
const HOME = "dev";

/**
 * Runs the policy packs on every stack, and prints what they find.
 *
 * @throws Error when a stack fails the gate
 */
export async function policy(options: PolicyOptions): Promise<void> {
  const rules = Object.values(allRules()).flat();
  const stacks = options.stack ?? stackNames();
  // Before anything is started: a stack without rules, or with wrong ones, must not be found after minutes.
  for (const stack of stacks) readStackFile(stack, rules);
  const { environment } = await prepareTarget(HOME);
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-policy-"));
  const verdicts: StackVerdict[] = [];
  try {
    for (const stack of stacks) {
      await runSteps([
        {
          title: `Rules of ${stack}`,
          run: async () => void verdicts.push(await judge(stack, { options, rules, environment, work })),
        },
      ]);
    }
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  if (options.sarif) writeReport(options.sarif, `${JSON.stringify(verdictsAsSarif(verdicts, rules), undefined, 2)}\n`);
  if (options.junit) writeReport(options.junit, verdictsAsJunit(verdicts, rules));
  process.stdout.write(
    options.json ? `${JSON.stringify(verdicts, undefined, 2)}\n` : verdictsInWords(verdicts, colorsFor(process.stdout)),
  );
  const failed = verdicts.filter((one) => !one.passed).map((one) => one.stack);
  if (failed.length > 0) throw new Error(`The rules are not kept by ${failed.join(", ")}.`);
}

interface Circumstances {
  options: PolicyOptions;
  rules: readonly Rule[];
  environment: NodeJS.ProcessEnv;
  work: string;
}

async function judge(stack: string, { options, rules, environment, work }: Circumstances): Promise<StackVerdict> {
  const terms = { settings: readStackFile(stack, rules), rules, undecided: options.undecided, now: new Date() };
  if (options.state) {
    return decide(stack, await judgeState(stack, environment), { ...terms, judged: "what is deployed" });
  }
  const place = await previewTargetOf(stack, environment, work);
  const outcome = await judgePreview(stack, place);
  // The state is asked only about what the preview could not decide.
  const asked = outcome.undecided.length > 0 && !place.substitute && (await isDeployed(stack, environment));
  const state = asked ? await judgeState(stack, environment) : undefined;
  return decide(stack, outcome, { ...terms, judged: place.substitute ?? "what the program would make of it", state });
}

function writeReport(file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  fs.writeFileSync(file, text);
}
