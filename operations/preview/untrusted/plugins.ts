import { version as dockerVersion } from "@pulumi/docker/package.json";
import { version as kubernetesVersion } from "@pulumi/kubernetes/package.json";
import { version as randomVersion } from "@pulumi/random/package.json";
import { DockerProvider } from "../../../engine/docker/provider";
import { servePlugin } from "../../../engine/plugin/server";
import { RandomProvider } from "../../../engine/random/provider";
import { knownDigests, readExport } from "./export";
import { KubernetesOffline, PreviewOnly } from "./provider";

/**
 * Serves the plugins of a preview that reaches nothing, until standard input ends. Prints where, as `PULUMI_DEBUG_PROVIDERS` has it.
 *
 * Arguments: the file of the exported state.
 */
async function main([file = ""]: readonly string[]): Promise<void> {
  const digests = knownDigests(readExport(file));
  const plugins = {
    kubernetes: new KubernetesOffline(kubernetesVersion.replace(/^v/, "")),
    docker: new DockerProvider(dockerVersion),
    random: new RandomProvider(randomVersion),
  };
  const served = await Promise.all(
    Object.entries(plugins).map(async ([name, real]) => {
      const { port } = await servePlugin(new PreviewOnly(real, digests));
      return `${name}:${port}`;
    }),
  );
  process.stdin.on("end", () => process.exit(0)).resume();
  process.stdout.write(`${served.join(",")}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
