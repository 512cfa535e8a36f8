import { createHash } from "node:crypto";
import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";
import { repositoryRoot } from "../../embedded/paths";
import { existingStackFile } from "../stack-cluster";
import type { Place, StackOutputs } from "./place";
import { releaseId, releaseOutputSchema, type ReleaseRecord } from "./record";
import { ReleaseStore } from "./store";

/** Folders with what a policy pack is made of. */
const OF_POLICIES = ["config", "lib", "packs", "rules", "stacks"];

/**
 * Writes down what a stack runs now, after an update of it.
 *
 * @param place the stack, and where it runs
 * @param outputs what the stack says of itself
 * @returns undefined where the state is that of a program that says no release
 */
export async function writeDown(
  place: Pick<Place, "stack" | "target">,
  { release, services }: StackOutputs,
  store = new ReleaseStore(),
): Promise<ReleaseRecord | undefined> {
  if (release === undefined) return undefined;
  const { images, secrets } = releaseOutputSchema.parse(release);
  const configuration = fs.readFileSync(existingStackFile(place.stack), "utf8");
  const id = releaseId({ images, secrets, configuration });
  const { stack } = place.target;
  const record: ReleaseRecord = {
    id,
    stack,
    made: new Date().toISOString(),
    commit: await commit(),
    policies: policiesDigest(),
    images,
    secrets,
    references: Object.fromEntries(Object.keys(images).map((key) => [key, services[key]?.image ?? ""])),
    configuration,
    // The same release, brought up again, has to be looked at again.
    validation: undefined,
  };
  store.save(record);
  return record;
}

/** The commit of the source tree, with `+` where the tree has changes; undefined where it is none. */
async function commit(): Promise<string | undefined> {
  const git = (...args: string[]) => execa("git", args, { cwd: repositoryRoot, reject: false });
  const { exitCode, stdout } = await git("rev-parse", "HEAD");
  if (exitCode !== 0) return undefined;
  const { stdout: changes } = await git("status", "--porcelain");
  return `${stdout.trim()}${changes === "" ? "" : "+"}`;
}

/** Names the rules that are in force: the same for the same files. */
function policiesDigest(): string {
  const root = path.join(repositoryRoot, "policy");
  const hash = createHash("sha256");
  for (const folder of OF_POLICIES) {
    for (const name of fs.globSync("**/*.{ts,json,yaml}", { cwd: path.join(root, folder) }).toSorted()) {
      hash.update(`${folder}/${name}\0`).update(fs.readFileSync(path.join(root, folder, name)));
    }
  }
  return `sha256:${hash.digest("hex")}`;
}
