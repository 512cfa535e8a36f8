import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "../support/stack";

/** Where the golden file of a stack is. */
export function goldenFile(stack: string): string {
  return join(PROJECT, "test", "golden", `${stack}.json`);
}

/** What every stack asks for today, rendered in a process with an empty environment; as the text of its golden file. */
export function renderedStacks(): Record<string, string> {
  const text = execFileSync(process.execPath, ["--import", "tsx", join(PROJECT, "test", "golden", "render.ts")], {
    cwd: PROJECT,
    env: {},
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const stacks = JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(stacks).map(([stack, rendering]) => [stack, `${JSON.stringify(rendering, undefined, 2)}\n`]),
  );
}

if (require.main === module) {
  for (const [stack, text] of Object.entries(renderedStacks())) writeFileSync(goldenFile(stack), text);
}
