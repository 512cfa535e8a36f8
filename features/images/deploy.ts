import * as pulumi from "@pulumi/pulumi";
import type { Registry } from "../../components/registry/registry";
import { formatImageReference, parseImageReference } from "../../formats/image-reference";
import type { LastUpdate } from "../last-update";
import { mapValues } from "../values";

/** What a tag was resolved to. */
export interface ResolvedTag {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  /** Value of `platform:images.resolve` at that time; left out where there was none. */
  readonly resolve?: string;
}

/** Names of images with their tags, and what they were resolved to: an output of the stack, which the next update reads. */
export type ResolvedTags = Readonly<Record<string, ResolvedTag>>;

/** Name of that output. */
const OUTPUT = "images";

/** What came of a tag in this run. */
interface Resolution {
  readonly tag: ResolvedTag;
  /** How it came to that, for a reader. */
  readonly how: string;
  /** Whether the registry was asked. */
  readonly isAsked: boolean;
}

/**
 * The images of services that are not built here, all by digest. A tag is resolved when it is named for the first time, and after that only
 * when it is asked for: what it stands for is an output of the stack, and each update begins with what the last one had.
 */
export class ExternalImages {
  readonly #registry: Registry;
  readonly #resolve: string | undefined;
  readonly #resolutions = new Map<string, Promise<Resolution>>();
  readonly #last: LastUpdate;

  /**
   * @param registry whose provider asks registries.
   * @param last has what tags were resolved to before.
   * @param resolve another value than at the time when a tag was resolved has it resolved anew. @default never
   */
  constructor(registry: Registry, last: LastUpdate, resolve?: string) {
    this.#registry = registry;
    this.#last = last;
    this.#resolve = resolve;
  }

  /**
   * The image of a service by its digest, with its tag where it has one, for readers.
   *
   * @param service key of the service, for messages.
   * @param image as it is configured, with a tag or a digest.
   */
  reference(service: string, image: string): pulumi.Output<string> {
    const parsed = parseImageReference(image);
    if (!parsed) throw new pulumi.RunError(`service "${service}": ${image} is not an image's name`);
    if (parsed.digest !== undefined) return pulumi.output(image);
    const name = formatImageReference(parsed);
    const resolution = this.#resolutions.get(name) ?? this.#resolved(service, name);
    this.#resolutions.set(name, resolution);
    return pulumi.output(this.#reported(service, name, resolution));
  }

  /** What the stack says of its tags; undefined where it has none. */
  get outputs(): pulumi.Output<ResolvedTags> | undefined {
    if (this.#resolutions.size === 0) return undefined;
    const tags = mapValues(Object.fromEntries(this.#resolutions), (resolution) => resolution.then(({ tag }) => tag));
    return pulumi.output(tags);
  }

  async #reported(service: string, name: string, resolution: Promise<Resolution>): Promise<string> {
    const { tag, how, isAsked } = await resolution;
    // An update says it again only where it asked for itself, and may have got another answer than its preview.
    if (isAsked || pulumi.runtime.isDryRun()) {
      await pulumi.log.info(`service ${service}: ${name} is ${tag.digest} (${how})`);
    }
    return `${name}@${tag.digest}`;
  }

  async #resolved(service: string, name: string): Promise<Resolution> {
    const known = tagOf(await this.#last.output(OUTPUT), name);
    const resolve = this.#resolve ?? known?.resolve;
    if (known && resolve === known.resolve) return { tag: known, how: "as before", isAsked: false };
    const digest = await this.#registry.digestOf(name).catch((error: unknown) => {
      throw new pulumi.RunError(unresolved(service, name, error, known));
    });
    const how = known
      ? `resolved anew, ${known.digest === digest ? "as before" : `was ${known.digest}`}`
      : "resolved now";
    return { tag: { digest, ...(resolve === undefined ? {} : { resolve }) }, how, isAsked: true };
  }
}

/** What the output of an update says of a tag; undefined where it does not say it. */
function tagOf(output: unknown, name: string): ResolvedTag | undefined {
  if (typeof output !== "object" || output === null || !Object.hasOwn(output, name)) return undefined;
  const { digest, resolve } = ((output as Record<string, unknown>)[name] ?? {}) as Record<string, unknown>;
  if (typeof digest !== "string" || parseImageReference(`${name}@${digest}`) === undefined) return undefined;
  return { digest, ...(typeof resolve === "string" ? { resolve } : {}) };
}

/** Why there is no digest, and what to do. */
function unresolved(service: string, name: string, error: unknown, known: ResolvedTag | undefined): string {
  const { domain, path } = parseImageReference(name) ?? { domain: name, path: "" };
  const why = error instanceof Error ? error.message : String(error);
  const repository = `${domain}/${path}`;
  const stay =
    known === undefined
      ? ""
      : ` Or keep ${known.digest}, to which it was resolved before: ` +
        (known.resolve === undefined
          ? "take platform:images.resolve out of the stack file."
          : `set platform:images.resolve to ${JSON.stringify(known.resolve)}, as it was.`);
  return (
    `service "${service}": ${name} could not be resolved to a digest: ${why}\n` +
    `Check its name and tag, that ${domain} is reached from this machine, and that it needs no login, or has one (platform:images.logins, or docker login ${domain}); ` +
    `or give the image by digest: ${repository}@sha256:<64 hex digits>.${stay}`
  );
}
