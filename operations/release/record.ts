import { createHash } from "node:crypto";
import { parseDocument } from "yaml";
import { z } from "zod";
import { ENCRYPTION_KEYS } from "../../config/names";

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** What a stack says of what it runs, as the program's output `release` has it. */
export const releaseOutputSchema = z.object({
  images: z.record(z.string(), digest),
  secrets: z.record(z.string(), z.string()),
});

const recordSchema = z.object({
  /** Says what is in it: the same for the same images, configuration and secrets. */
  id: z.string().regex(/^[0-9a-f]{12}$/),
  /** Name of the Pulumi stack that runs it. */
  stack: z.string(),
  /** ISO time at which the stack was brought up with it. */
  made: z.string(),
  /** Commit of the source tree, where it is one; with `+` where the tree had changes. */
  commit: z.string().optional(),
  /** Digest of the policy packs that judged it. */
  policies: z.string(),
  ...releaseOutputSchema.shape,
  /** Full names of the images in the registry of the stack, by the key of the service. */
  references: z.record(z.string(), z.string()),
  /** Text of the stack file. */
  configuration: z.string(),
  /** The last validation of it on its stack; undefined before there was one. */
  validation: z.object({ passed: z.boolean(), at: z.string(), failed: z.array(z.string()) }).optional(),
});

/** One release of a stack: what was brought up, by digest, so that it can be brought up again or elsewhere. */
export type ReleaseRecord = z.infer<typeof recordSchema>;

/** What makes two releases the same. */
export type ReleaseContent = Pick<ReleaseRecord, "images" | "secrets" | "configuration">;

/** Where a stack file has the digests of a release. */
export const RELEASED = ["config", "platform:images", "released"];

/** Reads what was written down. @throws ZodError when it is no record */
export const parseRecord = (text: string): ReleaseRecord => recordSchema.parse(JSON.parse(text));

/** Names what a release consists of: 12 hexadecimal digits. */
export function releaseId({ images, secrets, configuration }: ReleaseContent): string {
  const content = canonical({ images, secrets, configuration: ownConfiguration(configuration) });
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 12);
}

/** What a stack file says without the digests that a promotion wrote, which the images say, and without what is this machine's own. */
export function ownConfiguration(text: string): unknown {
  const document = parseDocument(text);
  for (const key of ENCRYPTION_KEYS) document.delete(key);
  if (document.hasIn(RELEASED)) document.deleteIn(RELEASED);
  const file = (document.toJS() ?? {}) as { config?: Record<string, unknown> };
  const images = file.config?.["platform:images"];
  if (images === null || (typeof images === "object" && Object.keys(images).length === 0)) {
    delete file.config!["platform:images"];
  }
  return file;
}

/** The value with the keys of its maps in order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
}
