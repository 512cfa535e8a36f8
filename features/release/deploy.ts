import * as pulumi from "@pulumi/pulumi";
import type { ResolvedConfig } from "../../config/resolve";
import { parseImageReference } from "../../formats/image-reference";
import type { Secrets } from "../secrets/deploy";
import type { ServiceOutputs } from "../services/deploy";

/** What a stack runs, as far as the configuration alone does not say it. */
export interface ReleaseOutputs {
  /** Digests of the images, by the key of the service that has one of its own. */
  readonly images: pulumi.Output<Readonly<Record<string, string>>>;
  /** Revisions of the Secrets by name: another one where a value is another, and nothing of the value. */
  readonly secrets: pulumi.Output<Readonly<Record<string, string>>>;
}

/** What a stack says of what it runs, so that a release of it can be written down. */
export function releaseOf(
  { services }: Pick<ResolvedConfig, "services">,
  outputs: Readonly<Record<string, Pick<ServiceOutputs, "image">>>,
  secrets: Secrets,
): ReleaseOutputs {
  const own = services.filter(({ imageOf }) => imageOf === undefined);
  const images = own.map(({ key }) => pulumi.all([key, outputs[key]?.image]));
  const revisions = [...secrets].map(([name, { revision }]) => pulumi.all([name, revision]));
  return {
    images: pulumi.all(images).apply((all) => Object.fromEntries(all.map(([key, image]) => [key, digestOf(image)]))),
    secrets: pulumi.all(revisions).apply((all) => Object.fromEntries(all)),
  };
}

function digestOf(image: string | undefined): string {
  const digest = image === undefined ? undefined : parseImageReference(image)?.digest;
  if (digest === undefined) throw new pulumi.RunError(`${image} does not say its digest`);
  return digest;
}
