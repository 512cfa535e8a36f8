import { createInterface } from "node:readline/promises";

/**
 * Asks whether to go on; everything but yes is no.
 *
 * @param question without the allowed answers
 * @throws Error when there is nobody to ask
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new Error("Nothing was done: there is nobody to ask. Say --yes to go on without.");
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`${question} [y/N] `);
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}
