import * as fs from "node:fs";
import { post } from "../forge/forge";
import { forgeOf } from "../forge/place";

/** What a comment may have at the most, for both forges. */
const MOST_CHARACTERS = 65_000;

/**
 * Posts files as comments of the pull request that the pipeline runs for, or brings those that are there up to date.
 *
 * @throws Error before anything is posted, when a file cannot be; ForgeError when the forge refuses
 */
export async function comment(files: readonly string[]): Promise<void> {
  const bodies = files.map((file) => {
    const text = fs.readFileSync(file, "utf8");
    if (text.length > MOST_CHARACTERS) {
      throw new Error(
        `${file} has ${text.length} characters, and a comment at most ${MOST_CHARACTERS}. Nothing was posted. ` +
          "`platform preview --markdown <file>` writes files that fit.",
      );
    }
    return { file, text };
  });
  const forge = await forgeOf();
  for (const { file, text } of bodies) process.stdout.write(`${file}: ${await post(forge, text)} on ${forge.where}\n`);
}
