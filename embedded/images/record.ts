import { readIfPresent, writeFileAtomically } from "../cluster/files";
import { mirrorReference, type LoopbackRegistry, type MirroredImage } from "./registry";

/** Remembers which input gave which image, so that an image is made again only when its input changes. */
export class ImageRecord {
  private readonly images: Record<string, { input: string; digest: string }>;

  /**
   * @param file where it is kept; missing counts as empty
   * @param registry where the images are
   */
  constructor(
    private readonly file: string,
    private readonly registry: LoopbackRegistry,
  ) {
    this.images = JSON.parse(readIfPresent(file) ?? "{}") as Record<string, { input: string; digest: string }>;
  }

  /**
   * Makes and pushes an image if the registry has none made from this input.
   *
   * @param make pushes it to the given reference
   * @returns its reference by digest
   */
  async ensure(name: MirroredImage, input: string, make: (reference: string) => Promise<void>): Promise<string> {
    const { repository, tag } = mirrorReference(name);
    const known = this.images[name];
    if (known?.input !== input || (await this.registry.digest(repository, tag)) !== known.digest) {
      await make(`${this.registry.address}/${repository}:${tag}`);
      const digest = await this.registry.digest(repository, tag);
      if (!digest)
        throw new Error(`${repository}:${tag} was pushed to ${this.registry.address}, which does not have it`);
      this.images[name] = { input, digest };
      writeFileAtomically(this.file, JSON.stringify(this.images, null, 2));
    }
    return `${this.registry.address}/${repository}@${this.images[name]!.digest}`;
  }
}
