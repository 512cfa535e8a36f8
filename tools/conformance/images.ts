import { stringify } from "yaml";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureBaseImages } from "../../embedded/images/base";
import { LoopbackRegistry } from "../../embedded/images/registry";
import { imageRecord, type ClusterBinaries, type ClusterLayout, type RunningCluster } from "../../embedded/cluster";
import { run } from "../../embedded/cluster/run";
import type { Report } from "../../embedded/report";
import type { Suite } from "./suite";

/** Where the suite's images are in the embedded registry. */
const REPOSITORY = "conformance";

/** The images that can be made here, by the tags that the suite of this version asks for. */
const IMAGES: Record<string, { tags: string[]; target: string }> = {
  agnhost: { tags: ["2.59", "2.55"], target: "agnhost" },
  busybox: { tags: ["1.37.0-1"], target: "busybox" },
};

const BUILD_LIMIT = 900_000;

/** What making the images takes. */
export interface ImageOptions {
  suite: Suite;
  binaries: ClusterBinaries;
  layout: ClusterLayout;
  cluster: RunningCluster;
  report: Report;
}

/**
 * Builds the suite's images and pushes them to the embedded registry, unless those of this very suite are there.
 *
 * @returns the file that tells the suite where its images are
 */
export async function ensureImages(options: ImageOptions): Promise<string> {
  const { suite, binaries, layout, cluster, report } = options;
  const registry = new LoopbackRegistry(cluster.registry);
  const docker = (...args: string[]): Promise<string> =>
    run(binaries.path("docker"), ["--host", cluster.dockerHost, ...args], { timeout: BUILD_LIMIT });
  const made = `${REPOSITORY}/made-of`;
  if (!(await registry.digest(made, suite.key))) {
    const { debian } = await ensureBaseImages(["debian"], {
      record: imageRecord(layout),
      docker: binaries.path("docker"),
      dockerHost: cluster.dockerHost,
      report,
    });
    const context = fs.mkdtempSync(path.join(os.tmpdir(), "platform-conformance-"));
    try {
      fs.copyFileSync(path.join(__dirname, "images", "Dockerfile"), path.join(context, "Dockerfile"));
      for (const file of ["agnhost", "localhost.crt", "localhost.key"]) {
        fs.copyFileSync(path.join(suite.agnhost, file), path.join(context, file));
      }
      for (const [name, { tags, target }] of Object.entries(IMAGES)) {
        report(`building the image ${name}`);
        const references = tags.map((tag) => `${cluster.registry}/${REPOSITORY}/${name}:${tag}`);
        const names = references.flatMap((reference) => ["--tag", reference]);
        await docker(
          "build",
          "--network",
          "host",
          "--target",
          target,
          ...names,
          "--build-arg",
          `DEBIAN_IMAGE=${debian}`,
          context,
        );
        for (const reference of references) await docker("push", "--quiet", reference);
      }
      await pushPause(options, docker);
      // Last, as the sign that all are there.
      const sign = `${cluster.registry}/${made}:${suite.key}`;
      await docker("tag", `${cluster.registry}/${REPOSITORY}/busybox:${IMAGES.busybox!.tags[0]}`, sign);
      await docker("push", "--quiet", sign);
    } finally {
      fs.rmSync(context, { recursive: true, force: true });
    }
  }
  return writeRepositories(layout, `${cluster.registry}/${REPOSITORY}`);
}

/** The cluster's own pause image, under the tag that the suite asks for. */
async function pushPause(options: ImageOptions, docker: (...args: string[]) => Promise<string>): Promise<void> {
  const { cluster, binaries, layout } = options;
  const { ensureSystemImages } = await import("../../embedded/images/system");
  const { pause } = await ensureSystemImages(imageRecord(layout), binaries, options.report);
  const tag = `${cluster.registry}/${REPOSITORY}/pause:3.10.1`;
  await docker("pull", "--quiet", pause);
  await docker("tag", pause, tag);
  await docker("push", "--quiet", tag);
}

function writeRepositories(layout: ClusterLayout, repository: string): string {
  const file = path.join(layout.state, "conformance-repositories.yaml");
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
