/** A comment as a forge has it. */
export interface ForgeComment {
  readonly id: number;
  readonly body: string;
}

/** The comments of one pull request (GitHub) or merge request (GitLab). */
export interface Forge {
  /** In words, such as "pull request 12 of acme/shop". */
  readonly where: string;
  /** All of them, the oldest first. */
  comments(): Promise<ForgeComment[]>;
  create(body: string): Promise<ForgeComment>;
  /** @returns false where the comment is no longer there */
  update(id: number, body: string): Promise<boolean>;
  /** Deletes a comment, unless it is no longer there. */
  remove(id: number): Promise<void>;
}

/** A forge that refuses, or does not answer. */
export class ForgeError extends Error {
  override readonly name = "ForgeError";
}

/** What became of a comment. */
export type Posted = "created" | "updated" | "unchanged";

/** How a comment begins that this program looks for: an HTML comment, which nobody sees, in a line of its own. */
const MARKER = /^<!-- platform-[a-z-]+:[^\n]*? -->$/;

/**
 * The marker of a comment.
 *
 * @throws Error when the text has none, as it would be posted anew each time
 */
export function markerOf(body: string): string {
  const [first = ""] = body.split("\n", 1);
  if (MARKER.test(first.trim())) return first.trim();
  throw new Error(
    "The comment does not begin with a line <!-- platform-preview:<stack> -->, by which it is found again: " +
      "`platform preview --markdown <file>` writes such files.",
  );
}

/**
 * Posts a comment, or brings the one with the same marker up to date, so that there is one for each marker, however often and beside whom it
 * is posted.
 *
 * @throws ForgeError when the forge refuses
 */
export async function post(forge: Forge, body: string): Promise<Posted> {
  const marker = markerOf(body);
  const existing = await withMarker(forge, marker);
  for (const one of existing) {
    if (one.body === body) {
      await removeOthers(forge, marker, one.id);
      return "unchanged";
    }
    // Somebody may have deleted it meanwhile; then the next one serves, or a new one.
    if (await forge.update(one.id, body)) {
      await removeOthers(forge, marker, one.id);
      return "updated";
    }
  }
  const own = await forge.create(body);
  // Another run may have posted at the same moment. All of them then agree on the oldest.
  const [oldest = own] = await withMarker(forge, marker);
  if (oldest.id === own.id) return "created";
  if (!(await forge.update(oldest.id, body))) return "created";
  await forge.remove(own.id);
  return "updated";
}

async function withMarker(forge: Forge, marker: string): Promise<ForgeComment[]> {
  const all = await forge.comments();
  return all.filter(({ body }) => body.split("\n", 1)[0]?.trim() === marker).toSorted((a, b) => a.id - b.id);
}

/** What an earlier race, or an earlier version, left beside the one that stays. */
async function removeOthers(forge: Forge, marker: string, kept: number): Promise<void> {
  for (const { id } of await withMarker(forge, marker)) if (id !== kept) await forge.remove(id);
}
