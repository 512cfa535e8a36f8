import execa from "execa";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import YAML from "yaml";
import {
  kubeconfigFiles,
  KubeconfigError,
  loadKubeconfigFiles,
  type Context,
  type KubeconfigSearch,
} from "../../formats/kubeconfig";
import { CLUSTER_NAME } from "../../embedded/cluster/layout";
import { repositoryRoot } from "../../embedded/paths";
import { stackFile } from "../pulumi";
import { stackCluster, type StackCluster } from "../stack-cluster";
import { previewFile } from "./preview-file";

/** Where a stack is previewed. */
export interface PreviewTarget {
  environment: NodeJS.ProcessEnv;
  /** The stack's configuration file, when it is not the one in the project. */
  configFile?: string;
  /** What stands in for what this machine does not reach, in words; undefined where the stack's own cluster and state serve. */
  substitute?: string;
}

/**
 * Finds the place for a stack's preview. Where this machine does not reach the cluster that the stack names, the embedded one stands
 * in, under the same name, with a new state in a temporary folder: the preview is that of a first deployment then.
 *
 * @param environment with which the embedded target is reached
 * @param work a folder for what is temporary
 * @param own the user's environment
 * @param candidate text that the stack's file would have; undefined previews what it has
 */
export async function previewTargetOf(
  stack: string,
  environment: NodeJS.ProcessEnv,
  work: string,
  own: NodeJS.ProcessEnv = process.env,
  candidate?: string,
): Promise<PreviewTarget> {
  const cluster = stackCluster(stack, environment);
  const { context } = cluster;
  const candidateFile = candidate === undefined ? {} : { configFile: written(stack, work, candidate) };
  if (knownContext(cluster, environment)) return { environment, ...candidateFile };
  // The environment of the embedded target names the embedded cluster's kubeconfig in place of the user's.
  if (knownContext(cluster, own)) {
    return { environment: { ...environment, KUBECONFIG: own.KUBECONFIG }, ...candidateFile };
  }
  const embedded = knownContext({ context: CLUSTER_NAME }, environment);
  if (!embedded) {
    throw new Error(
      `The stack ${stack} names the cluster ${context}, which is in none of ${filesOf(cluster, environment).join(", ")}, and the ` +
        `embedded cluster, which would stand in for it, does not run. Set KUBECONFIG, or start it: npm run cluster -- start`,
    );
  }
  const folder = path.join(work, stack);
  fs.mkdirSync(path.join(folder, "state"), { recursive: true, mode: 0o700 });
  const configFile = path.join(folder, `Pulumi.${stack}.yaml`);
  fs.copyFileSync(path.join(repositoryRoot, "Pulumi.yaml"), path.join(folder, "Pulumi.yaml"));
  const variables = {
    ...environment,
    KUBECONFIG: withContext(embedded, context, path.join(folder, "kubeconfig"), environment),
    PULUMI_BACKEND_URL: `file://${path.join(folder, "state")}?metadata=skip`,
  };
  // In the temporary folder, so that the salt of a state that nobody keeps goes into no file of the project.
  await execa("pulumi", ["stack", "init", stack, "--non-interactive"], { cwd: folder, env: variables });
  const file = stackFile(stack);
  const initial = fs.readFileSync(configFile, "utf8");
  const text = candidate ?? fs.readFileSync(file, "utf8");
  fs.writeFileSync(configFile, previewFile(path.basename(file), text, initial));
  // The stack's own kubeconfig has not what stands in.
  if (cluster.kubeconfig) removeOwnKubeconfig(configFile);
  const substitute = `previewed as new, and the embedded cluster stands in for ${context}, which this machine does not reach`;
  return { environment: variables, configFile, substitute };
}

/** Writes the text of a stack's file into the temporary folder, where the engine takes it for that stack's. */
function written(stack: string, work: string, text: string): string {
  const folder = path.join(work, "candidate");
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, path.basename(stackFile(stack)));
  fs.writeFileSync(file, text, { mode: 0o600 });
  return file;
}

/** A stack's context as this machine's kubeconfigs have it; undefined where they do not. */
export function knownContext(cluster: StackCluster, environment: NodeJS.ProcessEnv): Context | undefined {
  try {
    return loadKubeconfigFiles(searchOf(cluster, environment)).config.contexts.get(cluster.context);
  } catch (error) {
    if (error instanceof KubeconfigError && error.reason === "missing") return undefined;
    throw error;
  }
}

function filesOf(cluster: StackCluster, environment: NodeJS.ProcessEnv): string[] {
  return kubeconfigFiles(searchOf(cluster, environment));
}

/** A stack's own kubeconfig counts before that of the environment, as it does for the program. */
function searchOf({ kubeconfig }: Pick<StackCluster, "kubeconfig">, environment: NodeJS.ProcessEnv): KubeconfigSearch {
  return { path: kubeconfig, variable: environment.KUBECONFIG, home: environment.HOME || os.homedir() };
}

/**
 * Writes a kubeconfig with one context of another name.
 *
 * @returns the value of KUBECONFIG with which it is merged into those of the environment
 */
export function withContext(context: Context, name: string, file: string, environment: NodeJS.ProcessEnv): string {
  fs.writeFileSync(file, YAML.stringify({ contexts: [{ name, context }] }), { mode: 0o600 });
  return [file, ...filesOf({ context: name }, environment)].join(path.delimiter);
}

/** Takes `kubeconfig` out of a stack file's target. */
export function removeOwnKubeconfig(file: string): void {
  const document = YAML.parseDocument(fs.readFileSync(file, "utf8"));
  document.deleteIn(["config", "platform:target", "kubeconfig"]);
  fs.writeFileSync(file, document.toString());
}
