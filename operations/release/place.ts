import execa from "execa";
import { CLUSTER_NAME } from "../../embedded/cluster/layout";
import { repositoryRoot } from "../../embedded/paths";
import { resolveTarget, type Target } from "../environment";
import { environmentOf } from "../prepare";
import { rehearsalTarget } from "../rehearsal/place";
import type { ServiceOutput } from "../services";
import { kubectlOptions, stackCluster } from "../stack-cluster";

/** Where a stack, or its rehearsal, runs and is reached. */
export interface Place {
  /** Name of the stack, as its file says. */
  stack: string;
  rehearse: boolean;
  target: Target;
  environment: NodeJS.ProcessEnv;
  /** Options with which kubectl asks its cluster. */
  cluster: string[];
}

/** What a stack says of itself. */
export interface StackOutputs {
  services: Record<string, ServiceOutput>;
  release?: unknown;
}

/** Finds out where a stack or its rehearsal runs. Starts nothing. */
export async function placeOf(stack: string, rehearse: boolean): Promise<Place> {
  const target = rehearse ? rehearsalTarget(stack) : resolveTarget(stack);
  const cluster = kubectlOptions(rehearse ? { context: CLUSTER_NAME } : stackCluster(stack));
  return { stack, rehearse, target, environment: await environmentOf(target), cluster };
}

/** How a place is called in messages. */
export const placeInWords = ({ stack, rehearse }: Pick<Place, "stack" | "rehearse">): string =>
  rehearse ? `the rehearsal of ${stack}` : stack;

/**
 * Reads the outputs of a stack.
 *
 * @throws Error when it is not up
 */
export async function outputsOf(place: Place): Promise<StackOutputs> {
  const args = ["stack", "output", "--json", "--stack", place.target.stack];
  const { exitCode, stdout, stderr } = await execa("pulumi", args, {
    cwd: repositoryRoot,
    env: place.environment,
    reject: false,
  });
  const up = `npm run up -- --stack ${place.stack}${place.rehearse ? " --rehearse" : ""}`;
  if (exitCode !== 0) throw new Error(`${placeInWords(place)} is not up (${up}): ${stderr.trim()}`);
  const outputs = JSON.parse(stdout) as Partial<StackOutputs>;
  if (!outputs.services) throw new Error(`${placeInWords(place)} is not up. Bring it up first: ${up}`);
  return outputs as StackOutputs;
}
