import { stringify } from "yaml";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureDebianRoot, type DebianRoot } from "../../embedded/images/debian";
import { run } from "../../embedded/cluster/run";
import type { Report } from "../../embedded/report";
import type { IsolatedCluster } from "../isolated-cluster";
import type { Suite } from "./suite";

/** Where the suite's images are in the cluster's registry. */
const REPOSITORY = "conformance";

/** What the images have of Debian beside its base system. */
const PACKAGES = ["bind9-dnsutils", "busybox-static", "curl", "iperf", "iproute2", "netcat-openbsd"];

/** The images that can be made here, by the tags that the suite of this version asks for. */
const IMAGES: Record<string, readonly string[]> = {
  agnhost: ["2.59", "2.55"],
  busybox: ["1.37.0-1"],
  "jessie-dnsutils": ["1.7"],
  nginx: ["1.14-4"],
};

/** The tag of the cluster's own pause image that the suite asks for. */
const PAUSE = "pause:3.10.1";

const BUILD_LIMIT = 900_000;

/** Makes what has to be fetched for the images, before there is a cluster that leads nowhere. */
export function ensureTools(report: Report): Promise<DebianRoot> {
  return ensureDebianRoot(report, PACKAGES);
}

/**
 * Builds the suite's images in a cluster and pushes them to its registry.
 *
 * @param tools from {@link ensureTools}
 * @returns the file that tells the suite where its images are
 */
export async function pushImages(
  cluster: IsolatedCluster,
  suite: Suite,
  tools: DebianRoot,
  report: Report,
): Promise<string> {
  const socket = `unix://${cluster.layout.dockerSocket}`;
  const docker = (...args: string[]): Promise<string> =>
    run(cluster.binaries.path("docker"), ["--host", socket, ...args], { timeout: BUILD_LIMIT });
  const repository = `${cluster.registry}/${REPOSITORY}`;
  const base = `${repository}/tools:latest`;
  report("importing the images' file system");
  await docker("import", tools.archive, base);
  const context = fs.mkdtempSync(path.join(os.tmpdir(), "platform-conformance-"));
  try {
    fs.copyFileSync(path.join(__dirname, "images", "Dockerfile"), path.join(context, "Dockerfile"));
    for (const file of ["agnhost", "localhost.crt", "localhost.key"]) {
      fs.copyFileSync(path.join(suite.agnhost, file), path.join(context, file));
    }
    for (const [name, tags] of Object.entries(IMAGES)) {
      report(`building the image ${name}`);
      const references = tags.map((tag) => `${repository}/${name}:${tag}`);
      const names = references.flatMap((reference) => ["--tag", reference]);
      await docker("build", "--target", name, ...names, "--build-arg", `TOOLS_IMAGE=${base}`, context);
      for (const reference of references) await docker("push", "--quiet", reference);
    }
  } finally {
    fs.rmSync(context, { recursive: true, force: true });
  }
  await docker("pull", "--quiet", cluster.pauseImage());
  await docker("tag", cluster.pauseImage(), `${repository}/${PAUSE}`);
  await docker("push", "--quiet", `${repository}/${PAUSE}`);
  return writeRepositories(cluster, repository);
}

function writeRepositories(cluster: IsolatedCluster, repository: string): string {
  const file = path.join(cluster.directory, "repositories.yaml");
  const names = [
    "promoterE2eRegistry",
    "gcRegistry",
    "buildImageRegistry",
    "sigStorageRegistry",
    "dockerLibraryRegistry",
  ];
  fs.writeFileSync(file, stringify(Object.fromEntries(names.map((name) => [name, repository]))));
  return file;
}
