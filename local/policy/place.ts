import execa from "execa";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import YAML from "yaml";
import { CLUSTER_NAME } from "../cluster/layout";
import { repositoryRoot } from "../paths";
import { clusterContext, stackFile } from "../pulumi";
import { previewFile } from "./preview-file";

/** Where a stack is previewed. */
export interface Place {
  environment: NodeJS.ProcessEnv;
  /** The stack's configuration file, when it is not the one in the project. */
  configFile?: string;
  /** What stands in for what this machine does not reach, in words; undefined where the stack's own cluster and state serve. */
  standIn?: string;
}

interface Kubeconfig {
  contexts?: { name: string; context: object }[];
}

/**
 * Finds the place for a stack's preview. Where this machine does not reach the cluster that the stack names, the embedded one stands
 * in, under the same name, with a new state in a temporary folder: the preview is that of a first deployment then.
 *
 * @param environment with which the embedded target is reached
 * @param work a folder for what is temporary
 */
export async function placeOf(stack: string, environment: NodeJS.ProcessEnv, work: string): Promise<Place> {
  const context = clusterContext(stack) ?? CLUSTER_NAME;
  const files = (environment.KUBECONFIG ?? path.join(os.homedir(), ".kube/config")).split(path.delimiter);
  const configs = files
    .filter((file) => fs.existsSync(file))
    .map((file) => YAML.parse(fs.readFileSync(file, "utf8")) as Kubeconfig);
  if (configs.some((one) => one.contexts?.some(({ name }) => name === context))) return { environment };
  const config = configs.find((one) => one.contexts?.some(({ name }) => name === CLUSTER_NAME));
  if (!config) {
    throw new Error(
      `The stack ${stack} names the cluster ${context}, which is in none of ${files.join(", ")}, and the embedded cluster, ` +
        `which would stand in for it, does not run. Set KUBECONFIG, or start it: npm run cluster -- start`,
    );
  }
  const folder = path.join(work, stack);
  fs.mkdirSync(path.join(folder, "state"), { recursive: true, mode: 0o700 });
  const configFile = path.join(folder, `Pulumi.${stack}.yaml`);
  fs.copyFileSync(path.join(repositoryRoot, "Pulumi.yaml"), path.join(folder, "Pulumi.yaml"));
  const variables = {
    ...environment,
    KUBECONFIG: withContext(config, context, path.join(folder, "kubeconfig")),
    PULUMI_BACKEND_URL: `file://${path.join(folder, "state")}?metadata=skip`,
  };
  // In the temporary folder, so that the salt of a state that nobody keeps goes into no file of the project.
  await execa("pulumi", ["stack", "init", stack, "--non-interactive"], { cwd: folder, env: variables });
  const own = stackFile(stack);
  const [text, initial] = [own, configFile].map((file) => fs.readFileSync(file, "utf8")) as [string, string];
  fs.writeFileSync(configFile, previewFile(path.basename(own), text, initial));
  const standIn = `previewed as new, and the embedded cluster stands in for ${context}, which this machine does not reach`;
  return { environment: variables, configFile, standIn };
}

/** Writes a kubeconfig in which the embedded cluster has a second context of another name. */
function withContext(config: Kubeconfig, name: string, file: string): string {
  const embedded = config.contexts?.find((one) => one.name === CLUSTER_NAME);
  const contexts = [...(config.contexts ?? []), { ...embedded, name }];
  fs.writeFileSync(file, YAML.stringify({ ...config, contexts }), { mode: 0o600 });
  return file;
}
