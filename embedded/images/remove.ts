import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";
import type { ClusterBinaries, ClusterLayout } from "../cluster/layout";
import type { LoopbackRegistry } from "./registry";

/** What removing images needs. */
export interface RemovalOptions {
  binaries: ClusterBinaries;
  layout: ClusterLayout;
  registry: LoopbackRegistry;
  /** Address of the Docker daemon that built them. */
  dockerHost: string;
}

/**
 * Removes all images of the repositories below a folder: from the embedded registry, from the daemon that built them, and from the node
 * that ran them. Layers that other images have too stay theirs.
 *
 * @param folder such as `rehearsal/production`
 */
export async function removeImages(folder: string, options: RemovalOptions): Promise<void> {
  const { layout, registry } = options;
  const repositories = path.join(layout.registryData, "docker/registry/v2/repositories");
  for (const repository of repositoriesBelow(repositories, folder)) {
    const digests = (kind: string) => {
      const links = path.join(repositories, repository, kind, "sha256");
      return fs.existsSync(links) ? fs.readdirSync(links).map((hex) => `sha256:${hex}`) : [];
    };
    // Asked of the registry, which remembers in memory what it has; the folders alone would leave it believing in them.
    for (const digest of digests("_manifests/revisions")) await registry.remove(repository, "manifests", digest);
    for (const digest of digests("_layers")) await registry.remove(repository, "blobs", digest);
  }
  fs.rmSync(path.join(repositories, folder), { recursive: true, force: true });
  const prefix = `${registry.address}/${folder}/`;
  await removeFromDocker(prefix, options);
  await removeFromNode(prefix, options);
}

/** Names of the repositories below a folder of the registry's data. */
function repositoriesBelow(root: string, folder: string): string[] {
  const directory = path.join(root, folder);
  if (!fs.existsSync(directory)) return [];
  const below = fs.readdirSync(directory).filter((name) => !name.startsWith("_"));
  const own = fs.existsSync(path.join(directory, "_manifests")) ? [folder] : [];
  return [...own, ...below.flatMap((name) => repositoriesBelow(root, `${folder}/${name}`))];
}

async function removeFromDocker(prefix: string, { binaries, dockerHost }: RemovalOptions): Promise<void> {
  const docker = (...args: string[]) => execa(binaries.path("docker"), ["--host", dockerHost, "image", ...args]);
  const { stdout } = await docker("ls", "--format", "{{.Repository}}:{{.Tag}}@{{.Digest}}", "--digests");
  const names = stdout
    .split("\n")
    .filter((line) => line.startsWith(prefix))
    .map((line) => {
      const [name = "", digest = ""] = line.split("@");
      // A name without a tag is known by its digest alone.
      return name.endsWith(":<none>") ? `${name.slice(0, -":<none>".length)}@${digest}` : name;
    });
  if (names.length > 0) await docker("rm", ...new Set(names));
}

/** A node knows an image by its name with the digest, and by its own id; the id goes where no other name has the same image. */
async function removeFromNode(prefix: string, { binaries, layout }: RemovalOptions): Promise<void> {
  const images = (...args: string[]) =>
    execa(binaries.path("ctr"), ["--address", layout.containerdSocket, "--namespace", "k8s.io", "images", ...args]);
  const { stdout } = await images("ls");
  const all = stdout
    .split("\n")
    .slice(1)
    .map((line) => line.split(/\s+/))
    .map(([name = "", , digest = ""]) => ({ name, digest }));
  const ours = all.filter(({ name }) => name.startsWith(prefix));
  const ids = all.filter(
    ({ name, digest }) =>
      name.startsWith("sha256:") &&
      ours.some((one) => one.digest === digest) &&
      !all.some((one) => one.digest === digest && !one.name.startsWith("sha256:") && !ours.includes(one)),
  );
  const names = [...ours, ...ids].map(({ name }) => name);
  if (names.length > 0) await images("rm", ...names);
}
