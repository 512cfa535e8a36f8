import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";
import { checkStackFile } from "../../config/check";
import { EMBEDDED } from "../../features/target/config";
import { rehearsalRepository } from "../../features/rehearsal/resolve";
import { parseImageReference } from "../../formats/image-reference";
import { existingStackFile } from "../stack-cluster";
import type { Place } from "./place";
import type { ReleaseRecord } from "./record";

/** An image that is copied from where one stack has it to where another one looks for it. */
export interface Copy {
  /** Key of the service. */
  service: string;
  from: string;
  to: string;
}

/** Which images of a release have to be copied for a stack: those that are built, where the stack has another registry or repository. */
export function copiesFor(record: ReleaseRecord, place: Pick<Place, "stack" | "rehearse">): Copy[] {
  const file = existingStackFile(place.stack);
  const text = fs.readFileSync(file, "utf8");
  const { services, target } = checkStackFile(place.stack, { path: path.basename(file), text });
  const registry = place.rehearse || target.kind === "embedded" ? EMBEDDED.registry.address : target.registry?.address;
  return Object.entries(record.images).flatMap(([service, digest]): Copy[] => {
    const one = Object.hasOwn(services, service) ? services[service] : undefined;
    const from = record.references[service];
    if (!one?.build || !from) return [];
    const own = one.build.repository ?? `platform/${one.name ?? service}`;
    const repository = place.rehearse ? rehearsalRepository(place.stack, own) : own;
    const to = `${registry}/${repository}`;
    const { domain, path: at } = parseImageReference(from) ?? {};
    return `${domain}/${at}` === to ? [] : [{ service, from, to: `${to}@${digest}` }];
  });
}

/**
 * Copies images by their digests, as they are, with crane. What is there already is not sent again.
 *
 * @throws Error with the image that could not be copied
 */
export async function copyImages(copies: readonly Copy[], environment: NodeJS.ProcessEnv): Promise<void> {
  for (const { service, from, to } of copies) {
    const isLoopback = [from, to].every((name) => /^(127\.|localhost[:/])/.test(name));
    // A registry keeps a manifest that a tag names: this one says where it comes from.
    const [repository, digest = ""] = to.split("@");
    const tagged = `${repository}:release-${digest.slice("sha256:".length, "sha256:".length + 12)}`;
    const args = ["copy", ...(isLoopback ? ["--insecure"] : []), from, tagged];
    const { exitCode, stderr } = await execa("crane", args, { env: environment, reject: false });
    if (exitCode === 0) continue;
    throw new Error(
      `The image of ${service} could not be copied from ${from} to ${tagged}: ${stderr.trim().split("\n").at(-1)}\n` +
        "Nothing has been brought up. Check that both registries are reached from here and take this machine's login.",
    );
  }
}
