import * as fs from "node:fs";
import type { Forge } from "./forge";
import type { Head } from "./github";

/**
 * Finds out from the variables of a pipeline which pull request it runs for. Its number is taken from the event that the forge itself wrote,
 * never from what a job of untrusted code left behind.
 *
 * @throws Error with the variable that is missing
 */
export async function forgeOf(environment: NodeJS.ProcessEnv = process.env): Promise<Forge> {
  if (environment.GITHUB_ACTIONS) {
    const { github, pullRequestOf } = await import("./github");
    const repository = {
      repository: required(environment, "GITHUB_REPOSITORY"),
      token: required(environment, "GITHUB_TOKEN"),
      api: environment.GITHUB_API_URL,
    };
    const event = eventOf(required(environment, "GITHUB_EVENT_PATH"));
    const number = typeof event === "number" ? event : await pullRequestOf(repository, event);
    if (number !== undefined) return github({ ...repository, number });
    throw new Error("No open pull request proposes the commit of this event any more, so nothing was posted.");
  }
  if (environment.GITLAB_CI) {
    const { gitlab } = await import("./gitlab");
    return gitlab({
      project: required(environment, "CI_PROJECT_ID"),
      number: numberOf(required(environment, "CI_MERGE_REQUEST_IID"), "CI_MERGE_REQUEST_IID"),
      token: required(environment, "PLATFORM_COMMENT_TOKEN"),
      host: environment.CI_SERVER_URL,
    });
  }
  throw new Error(
    "This runs in no pipeline of GitHub Actions (GITHUB_ACTIONS) or GitLab CI (GITLAB_CI), so there is no pull request to comment on.",
  );
}

/** The number of the pull request in an event of `pull_request`, or what a `workflow_run` that one started says of its commit. */
function eventOf(file: string): number | Head {
  const event = JSON.parse(fs.readFileSync(file, "utf8")) as {
    pull_request?: { number?: unknown };
    workflow_run?: {
      event?: string;
      pull_requests?: { number?: unknown }[];
      head_repository?: { owner?: { login?: string } };
      head_branch?: string;
      head_sha?: string;
    };
  };
  const { workflow_run: run } = event;
  const number = event.pull_request?.number ?? run?.pull_requests?.[0]?.number;
  if (number !== undefined) return numberOf(number, file);
  const [owner, branch, sha] = [run?.head_repository?.owner?.login, run?.head_branch, run?.head_sha];
  if (run?.event === "pull_request" && owner && branch && sha) return { owner, branch, sha };
  throw new Error(
    `The event in ${file} is of no pull request: run this for pull_request, or for a workflow_run that one started.`,
  );
}

function numberOf(value: unknown, where: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`${where}: ${JSON.stringify(value)} is not the number of a pull request.`);
}

function required(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new Error(`${name} is not set, so that nothing can be posted. The pipelines in ci/ show how it is.`);
}
