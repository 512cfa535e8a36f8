import { Octokit } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { ForgeError, type Forge, type ForgeComment } from "./forge";

/** A repository on GitHub, and how it is reached. */
export interface Repository {
  /** Owner and name, such as acme/shop. */
  readonly repository: string;
  readonly token: string;
  /** Address of the API. @default https://api.github.com */
  readonly api?: string | undefined;
}

/** A pull request of it. */
export interface PullRequest extends Repository {
  readonly number: number;
}

/** The commit that a pull request proposes. */
export interface Head {
  /** Owner of the repository that it is in, which may be a fork. */
  readonly owner: string;
  readonly branch: string;
  readonly sha: string;
}

/** Seconds that a limit of the forge is waited for, at the most; a job that waits longer costs more than a comment is worth. */
const LONGEST_WAIT = 120;

/** How often a limit is waited for. */
const WAITS = 3;

const Client = Octokit.plugin(paginateRest, retry, throttling);

/** A client that tries failures of the server again, and waits for limits. */
function clientOf({ token, api }: Repository): InstanceType<typeof Client> {
  const isWorthWaiting = (seconds: number, _options: object, _client: object, count: number) =>
    seconds <= LONGEST_WAIT && count < WAITS;
  return new Client({
    auth: token,
    ...(api === undefined ? {} : { baseUrl: api }),
    throttle: { onRateLimit: isWorthWaiting, onSecondaryRateLimit: isWorthWaiting },
    // What it would print is in the error at the end.
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
}

/**
 * The open pull request that proposes a commit, for events that do not name it, as those of forks.
 *
 * @returns undefined where there is none any more: it was closed, or has a newer commit
 */
export async function pullRequestOf(
  repository: Repository,
  { owner: of, branch, sha }: Head,
): Promise<number | undefined> {
  const [owner = "", repo = ""] = repository.repository.split("/");
  const client = clientOf(repository);
  try {
    const wanted = { owner, repo, head: `${of}:${branch}`, state: "open" as const, per_page: 100 };
    const found = await client.paginate("GET /repos/{owner}/{repo}/pulls", wanted);
    return found.find(({ head }) => head.sha === sha)?.number;
  } catch (error) {
    throw refusal(`${repository.repository}, commit ${sha}`, error);
  }
}

/** The comments of a pull request. */
export function github({ number, ...access }: PullRequest): Forge {
  const { repository } = access;
  const client = clientOf(access);
  const where = `pull request ${number} of ${repository}`;
  const [owner = "", repo = ""] = repository.split("/");
  const place = { owner, repo };
  const asked = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } catch (error) {
      throw refusal(where, error);
    }
  };
  return {
    where,
    comments: () =>
      asked(async () => {
        const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
        const all = await client.paginate(route, { ...place, issue_number: number, per_page: 100 });
        return all.map(({ id, body }): ForgeComment => ({ id: Number(id), body: body ?? "" }));
      }),
    create: (body) =>
      asked(async () => {
        const route = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
        const { data } = await client.request(route, { ...place, issue_number: number, body });
        return { id: Number(data.id), body: data.body ?? "" };
      }),
    update: (id, body) =>
      asked(() =>
        unlessGone(() =>
          client.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
            ...place,
            comment_id: id,
            body,
          }),
        ),
      ),
    remove: (id) =>
      asked(async () => {
        const route = "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}";
        await unlessGone(() => client.request(route, { ...place, comment_id: id }));
      }),
  };
}

async function unlessGone(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "status" in error ? Number(error.status) : undefined;
}

/** What a failure means, and what to do. Never with the request, which has the token. */
function refusal(where: string, error: unknown): ForgeError {
  const status = statusOf(error);
  const said = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
  const advice: Record<number, string> = {
    401: "Check GITHUB_TOKEN: it is not valid.",
    403:
      "The token may not write comments. A pull request from a fork has a token that only reads: post from a workflow_run job " +
      "(ci/github/preview-comment.yml), whose permissions have pull-requests: write.",
    404: "Check GITHUB_REPOSITORY and the number, and that the token sees the repository.",
  };
  const what = status === undefined ? "GitHub does not answer" : `GitHub answers ${status}`;
  return new ForgeError(
    `The comment on ${where} was not posted: ${what}: ${said}\n${advice[status ?? 0] ?? "Run the same command again later."}`,
  );
}
