import { request } from "node:http";
import { mirrorRepository } from "../../formats/image-reference";
import versions from "../../versions.json";
import { timeoutFactor } from "../timeouts";

/** An image of `versions.json`. */
export type MirroredImage = keyof typeof versions.images;

/** Name and tag of a third-party image in the embedded registry: `mirror/<registry>/<repository>:<tag>`. */
export function mirrorReference(name: MirroredImage): { repository: string; tag: string } {
  const { reference, tag } = versions.images[name];
  return { repository: mirrorRepository(reference), tag };
}

/**
 * The name of a third-party image.
 *
 * @param mirror registry that it comes from; undefined for the one where it is published
 */
export function thirdPartyImage(name: MirroredImage, mirror?: string): string {
  const { reference, tag } = versions.images[name];
  return mirror === undefined ? `${reference}:${tag}` : `${mirror}/${mirrorRepository(reference)}:${tag}`;
}

const MANIFEST_TYPES = [
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.index.v1+json",
];

/** A registry that speaks plain HTTP on loopback. */
export class LoopbackRegistry {
  /** @param address host and port, such as `127.0.0.1:5000` */
  constructor(readonly address: string) {}

  /** Whether it answers the registry API. */
  async isReady(): Promise<boolean> {
    return (await this.send("GET", "/v2/").catch(() => undefined))?.status === 200;
  }

  /** The digest a tag (or digest) stands for, or undefined if it is not there. */
  async digest(repository: string, tag: string): Promise<string | undefined> {
    const { status, digest } = await this.send("HEAD", `/v2/${repository}/manifests/${tag}`);
    if (status === 404) return undefined;
    if (status !== 200 || !digest)
      throw new Error(`the registry at ${this.address} answered ${status} for ${repository}:${tag}`);
    return digest;
  }

  /**
   * Takes a manifest or a layer out of a repository; one that is not there is no fault.
   *
   * @param digest a manifest goes with all its tags
   */
  async remove(repository: string, kind: "manifests" | "blobs", digest: string): Promise<void> {
    const { status } = await this.send("DELETE", `/v2/${repository}/${kind}/${digest}`);
    if (status !== 202 && status !== 404)
      throw new Error(
        `the registry at ${this.address} answered ${status} when ${repository}@${digest} was to be removed`,
      );
  }

  private send(method: string, path: string): Promise<{ status: number; digest?: string }> {
    const [host, port] = this.address.split(":");
    return new Promise((resolve, reject) => {
      const call = request({ host, port, method, path, headers: { Accept: MANIFEST_TYPES.join(", ") } }, (response) => {
        const digest = response.headers["docker-content-digest"];
        response.resume();
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, digest: typeof digest === "string" ? digest : undefined }),
        );
      });
      call.setTimeout(10_000 * timeoutFactor(), () =>
        call.destroy(new Error(`the registry at ${this.address} does not answer`)),
      );
      call.on("error", reject);
      call.end();
    });
  }
}
