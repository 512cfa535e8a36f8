import { setTimeout as delay } from "node:timers/promises";
import { Gitlab } from "@gitbeaker/rest";
import { ForgeError, type Forge } from "./forge";

/** A merge request on GitLab. */
export interface MergeRequest {
  /** Number or path of the project. */
  readonly project: string;
  readonly number: number;
  readonly token: string;
  /** Address of the server. @default https://gitlab.com */
  readonly host?: string | undefined;
}

/** Pauses before a failure of the server is tried again, in milliseconds. Limits are waited for by the library. */
const PAUSES = [500, 2000, 4000];

/** The notes of a merge request. */
export function gitlab({ project, number, token, host }: MergeRequest): Forge {
  const client = new Gitlab({ token, ...(host === undefined ? {} : { host }) });
  const where = `merge request ${number} of ${project}`;
  const asked = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    for (let tries = 0; ; tries++) {
      try {
        return await work();
      } catch (error) {
        const pause = PAUSES[tries];
        if ((statusOf(error) ?? 500) < 500 || pause === undefined) throw error;
        await delay(pause);
      }
    }
  };
  const explained = async <Value>(work: () => Promise<Value>): Promise<Value> =>
    asked(work).catch((error: unknown) => {
      throw refusal(where, error);
    });
  const unlessGone = async (work: () => Promise<unknown>): Promise<boolean> =>
    asked(work).then(
      () => true,
      (error: unknown) => {
        if (statusOf(error) === 404) return false;
        throw refusal(where, error);
      },
    );
  return {
    where,
    comments: () =>
      explained(async () => {
        const notes = await client.MergeRequestNotes.all(project, number, {
          sort: "asc",
          orderBy: "created_at",
          perPage: 100,
        });
        return notes.map(({ id, body }) => ({ id, body }));
      }),
    create: (body) =>
      explained(async () => {
        const { id } = await client.MergeRequestNotes.create(project, number, body);
        return { id, body };
      }),
    update: (id, body) => unlessGone(() => client.MergeRequestNotes.edit(project, number, id, { body })),
    remove: async (id) => void (await unlessGone(() => client.MergeRequestNotes.remove(project, number, id))),
  };
}

function statusOf(error: unknown): number | undefined {
  const { cause } = (error ?? {}) as { cause?: { response?: { status?: number } } };
  return cause?.response?.status;
}

/** What a failure means, and what to do. Never with the request, which has the token. */
function refusal(where: string, error: unknown): ForgeError {
  const status = statusOf(error);
  const said = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
  const advice: Record<number, string> = {
    401: "Check PLATFORM_COMMENT_TOKEN: it is not valid.",
    403: "The token may not write notes: it has to be a project access token with the scope api. A job's own token cannot.",
    404: "Check the project and the number, and that the token sees the project.",
  };
  const what = status === undefined ? "GitLab does not answer" : `GitLab answers ${status}`;
  return new ForgeError(
    `The comment on ${where} was not posted: ${what}: ${said}\n${advice[status ?? 0] ?? "Run the same command again later."}`,
  );
}
