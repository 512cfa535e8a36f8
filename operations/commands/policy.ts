import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { allRules } from "../../policy/generate";
import { readStackFile } from "../../policy/generate/stack-file";
import type { Rule } from "../../policy/lib/rule";
import { withoutSecretValues } from "../../policy/lib/secrets";
import { colorsFor } from "../colors";
import type { PolicyOptions } from "../policy/command";
import { EXIT_CODES } from "../policy/exit-codes";
import { decide, judgementOf, notJudged, undecidedMandatory, type StackVerdict } from "../policy/gate";
import { verdictsAsJunit } from "../policy/junit";
import { previewTargetOf } from "../policy/preview-target";
import { reportOf } from "../policy/report";
import { isDeployed, judgePreview, judgeState } from "../policy/run";
import { verdictsAsSarif } from "../policy/sarif";
import { verdictsInWords } from "../policy/table";
import { prepareTarget } from "../prepare";
import { CommandFailure } from "../program";
import { stackNames } from "../pulumi";
import { runSteps } from "../steps";

/** The stack whose target the previews share. */
const HOME = "dev";

/**
 * Runs the policy packs on every stack, side by side, and prints what they find.
 *
 * @throws CommandFailure when a stack breaks its rules (exit code 1), or one cannot be judged (2)
 * @throws Error when none can, or a report cannot be written
 */
export async function policy(options: PolicyOptions): Promise<void> {
  const rules = Object.values(allRules()).flat();
  const verdicts = await verdictsOf(options, rules);
  if (options.sarif) writeReport(options.sarif, `${JSON.stringify(verdictsAsSarif(verdicts, rules), undefined, 2)}\n`);
  if (options.junit) writeReport(options.junit, verdictsAsJunit(verdicts, rules));
  process.stdout.write(
    options.json
      ? `${JSON.stringify(reportOf(verdicts), undefined, 2)}\n`
      : verdictsInWords(verdicts, colorsFor(process.stdout)),
  );
  const judgement = judgementOf(verdicts);
  if (judgement === "kept") return;
  const named = (...judgements: readonly StackVerdict["judgement"][]) =>
    verdicts
      .filter((one) => judgements.includes(one.judgement))
      .map((one) => one.stack)
      .join(", ");
  const broken = named("broken") && `The rules are not kept by ${named("broken")}.`;
  const open = named("undecided") && `It could not be judged whether they are kept by ${named("undecided")}.`;
  throw new CommandFailure([broken, open].filter(Boolean).join(" "), EXIT_CODES[judgement]);
}

/** Judges each of the stacks. One that cannot be judged does not keep the others from it. */
async function verdictsOf(options: PolicyOptions, rules: readonly Rule[]): Promise<StackVerdict[]> {
  const stacks = [...new Set(options.stack ?? stackNames())];
  // Before anything is started: a stack without rules, or with wrong ones, must not be found after minutes.
  for (const stack of stacks) readStackFile(stack, rules);
  const { environment } = await prepareTarget(HOME);
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-policy-"));
  const verdicts = new Map<string, StackVerdict>();
  try {
    await runSteps(
      stacks.map((stack) => ({
        title: `Rules of ${stack}`,
        run: async () => {
          const verdict = judge(stack, { options, rules, environment, work });
          verdicts.set(stack, await verdict.catch((error: unknown) => notJudged(stack, messageOf(error))));
        },
      })),
    );
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return stacks.flatMap((stack) => verdicts.get(stack) ?? []);
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
  const isOpen = undecidedMandatory(outcome, terms).length > 0;
  const asked = isOpen && !place.substitute && (await isDeployed(stack, environment));
  const state = asked ? await judgeState(stack, environment) : undefined;
  return decide(stack, outcome, { ...terms, judged: place.substitute ?? "what the program would make of it", state });
}

function messageOf(error: unknown): string {
  return withoutSecretValues(error instanceof Error ? error.message : String(error));
}

function writeReport(file: string, text: string): void {
  try {
    fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    fs.writeFileSync(file, text);
  } catch (error) {
    const why = `The report ${file} cannot be written: ${messageOf(error)}. Name a file that can, and run this again.`;
    throw new Error(why, { cause: error });
  }
}
