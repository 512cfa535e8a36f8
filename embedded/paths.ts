import * as path from "node:path";
import { cacheDirectory } from "../engine/cache-directory";

/** The top of this source tree. */
export const repositoryRoot = path.resolve(__dirname, "..");

/** Where kubectl keeps what it knows of the embedded cluster's kinds; of itself it would do so in the user's `~/.kube`. */
export function kubectlCache(environment: NodeJS.ProcessEnv = process.env): string {
  return path.join(cacheDirectory(environment), "kubectl");
}

/**
 * What must survive a restart: the cluster's data, its keys, the Pulumi state. Per machine, readable by root alone.
 * `PLATFORM_STATE`, else `/var/lib/platform-deployment`.
 */
export function stateDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(environment.PLATFORM_STATE || "/var/lib/platform-deployment");
}

/**
 * Sockets, process ids and service directories of what runs now; gone after a reboot.
 * `PLATFORM_RUN`, else `/run/platform-deployment`.
 */
export function runDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(environment.PLATFORM_RUN || "/run/platform-deployment");
}
