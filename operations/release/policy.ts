import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { allRules } from "../../policy/generate";
import { readStackFile } from "../../policy/generate/stack-file";
import { decide, type StackVerdict } from "../policy/gate";
import { previewTargetOf } from "../policy/preview-target";
import { judgePreview, judgeState } from "../policy/run";
import type { Gate } from "./gates";
import type { Place } from "./place";

/**
 * The rules are kept by what a stack would be with a release, and by the state of the one that the release comes from. A rehearsal's state is
 * not judged: it has its own target, namespace and repositories, and no rules of its own.
 *
 * @param candidate text that the stack's file would have
 */
export async function policyGate(from: Place, to: Place, candidate: string): Promise<Gate> {
  const rules = Object.values(allRules()).flat();
  const terms = (stack: string, judged: string) => ({
    settings: readStackFile(stack, rules),
    rules,
    undecided: "fail" as const,
    now: new Date(),
    judged,
  });
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-promotion-"));
  try {
    const place = await previewTargetOf(to.stack, to.environment, work, process.env, candidate);
    const verdicts = [decide(to.stack, await judgePreview(to.stack, place), terms(to.stack, `preview of ${to.stack}`))];
    if (!from.rehearse) {
      const outcome = await judgeState(from.stack, from.environment);
      verdicts.push(decide(from.stack, outcome, terms(from.stack, `state of ${from.stack}`)));
    }
    return asGate(verdicts);
  } catch (error) {
    return {
      name: "policy",
      passed: false,
      evidence: `could not be judged: ${(error as Error).message.split("\n", 2).join(" ")}`,
    };
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** What verdicts say of a promotion: every stack has to be found to keep the rules. */
export function asGate(
  verdicts: readonly Pick<StackVerdict, "judged" | "passed" | "violations" | "undecided">[],
): Gate {
  const evidence = verdicts.map(({ judged, passed, violations, undecided }) => {
    if (passed) return `${judged}: kept`;
    const broken = violations.filter(({ level }) => level === "mandatory").map(({ rule }) => rule);
    const open = undecided.map(({ rule }) => `${rule} undecided`);
    return `${judged}: ${[...new Set([...broken, ...open])].join(", ") || "an exemption is over"}`;
  });
  return { name: "policy", passed: verdicts.every(({ passed }) => passed), evidence: evidence.join("; ") };
}
