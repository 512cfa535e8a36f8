import type * as pulumi from "@pulumi/pulumi";
import type { Secret } from "../access/secret";
import type { ResourceAmounts } from "../arguments";

/** A key of a Secret. */
export interface SecretKey {
  readonly secret: Secret;
  readonly key: string;
}

/** Arguments of a container. */
export interface ContainerArgs {
  /** Image by digest. */
  readonly image: pulumi.Input<string>;
  /** Program in place of the image's own, a string for each word. @default the image's ENTRYPOINT */
  readonly command?: readonly string[];
  /** Arguments of the program, a string for each word. @default the image's CMD */
  readonly args?: readonly string[];
  /** What it is given. */
  readonly requests: ResourceAmounts;
  /** What it may not exceed; each at least its request. */
  readonly limits: ResourceAmounts;
  /** Environment variables. @default none */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Environment variables that come from a key of a Secret. @default none */
  readonly secrets?: Readonly<Record<string, SecretKey>>;
  /** Files whose content is a key of a Secret, by their path in the container. @default none */
  readonly secretFiles?: Readonly<Record<string, SecretKey>>;
}

/** Arguments of a container beside the main one of a pod: it has the files, writable folders and volumes of the pod at the same paths. */
export interface ExtraContainerArgs extends ContainerArgs {
  /** Name in the pod: a DNS label, another than those of the other containers. */
  readonly name: string;
}
