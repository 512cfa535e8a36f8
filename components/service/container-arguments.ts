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

/** How the platform knows whether a container is started, ready and alive. */
export interface Probes {
  /** How the container is asked: http, tcp when it speaks no HTTP, or exec by a program of its own. */
  readonly kind: "http" | "tcp" | "exec";
  /** Path that answers 2xx while it wants traffic (http only). */
  readonly readiness: string;
  /** Path that answers 2xx while the process is sound, whatever it depends on (http only). */
  readonly liveness: string;
  /** Program that ends with 0 while all is well, a string for each word (exec only, which must have it). */
  readonly command?: readonly string[];
  /** How long it may take to start, in seconds. */
  readonly startupTimeout: number;
}

/** Arguments of a container beside the main one of a pod: it has the files, writable folders and volumes of the pod at the same paths. */
export interface ExtraContainerArgs extends ContainerArgs {
  /** Name in the pod: a DNS label, another than those of the other containers. */
  readonly name: string;
}

/** Arguments of a container that runs as long as the main one does. */
export interface SidecarArgs extends ExtraContainerArgs {
  /** Ports on which it listens, by name: where a Service leads to the pod, it leads to these too. @default none */
  readonly ports?: Readonly<Record<string, number>>;
  /** How it is asked; what comes after it starts when it has started. @default not at all */
  readonly probes?: Probes & {
    /** Port on which it is asked (http and tcp). @default the first of `ports` */
    readonly port?: number;
  };
}
