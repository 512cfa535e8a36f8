import * as os from "node:os";
import * as path from "node:path";

/**
 * What can be made again: compilers, binaries, bundles, compiled code. Per user, shared by every clone.
 * `PLATFORM_CACHE`, else `$XDG_CACHE_HOME/platform-deployment`, else `~/.cache/platform-deployment`.
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(
    environment.PLATFORM_CACHE ||
      path.join(environment.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "platform-deployment"),
  );
}
