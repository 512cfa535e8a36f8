import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";
import type { PromotionParity, PromotionRequest } from "../../rendering/promotion-parity";
import { repositoryRoot } from "../../embedded/paths";
import { existingStackFile } from "../stack-cluster";
import { renderTable } from "../table";

export type { PromotionParity } from "../../rendering/promotion-parity";

/**
 * Compares what the program makes of two stacks. Writes nothing and reaches nothing.
 *
 * @param texts texts of stack files in place of those in the source tree, by stack
 * @throws Error with what is wrong in a stack's file
 */
export async function compareStacks(
  from: string,
  to: string,
  texts: Readonly<Record<string, string>> = {},
): Promise<PromotionParity> {
  const stackOf = (stack: string) => {
    const file = existingStackFile(stack);
    return { stack, file: { path: path.basename(file), text: texts[stack] ?? fs.readFileSync(file, "utf8") } };
  };
  const request: PromotionRequest = { from: stackOf(from), to: stackOf(to) };
  // In a process of its own: it renders with mocks in place of the engine, and nothing of this environment may show in what it renders.
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    ["--import", "tsx", path.join(repositoryRoot, "rendering/promotion.ts")],
    { cwd: repositoryRoot, env: {}, extendEnv: false, input: JSON.stringify(request), reject: false },
  );
  if (exitCode !== 0) throw new Error(stderr.trim() || `${from} and ${to} could not be compared`);
  return JSON.parse(stdout) as PromotionParity;
}

/** What differs, for people. */
export function parityInWords(from: string, to: string, { differences, undeclared }: PromotionParity): string {
  const shown = (value: unknown) =>
    value === undefined ? "-" : typeof value === "string" ? value : JSON.stringify(value);
  const table = (rows: string[][], first: string[]) =>
    renderTable([...first, from.toUpperCase(), to.toUpperCase()], rows);
  const declared =
    differences.length === 0
      ? [`${from} and ${to} say the same in every key in which they may differ.`]
      : [
          `${from} and ${to} may differ in these keys, and do:`,
          table(
            differences.map((one) => [one.key, shown(one.from), shown(one.to)]),
            ["KEY"],
          ),
        ];
  const rest =
    undeclared.length === 0
      ? ["Nothing else differs (both were rendered and compared)."]
      : [
          "They differ in more, so that what was proved in one is not proved for the other:",
          table(
            undeclared.map((one) => [`${one.resource}${one.path && `: ${one.path}`}`, shown(one.from), shown(one.to)]),
            ["WHAT THE PROGRAM MAKES"],
          ),
        ];
  return `${[...declared, "", ...rest].join("\n")}\n`;
}
