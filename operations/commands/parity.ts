import { compareStacks, parityInWords } from "../release/parity";

/**
 * Compares what the program makes of two stacks.
 *
 * @throws Error when they differ in more than they may
 */
export async function parity(from: string, to: string, options: { json: boolean }): Promise<void> {
  const found = await compareStacks(from, to);
  process.stdout.write(options.json ? `${JSON.stringify(found, undefined, 2)}\n` : parityInWords(from, to, found));
  if (found.undeclared.length > 0) {
    throw new Error(`${from} and ${to} differ in ${found.undeclared.length} places in which they may not.`);
  }
}
