import type * as pulumi from "@pulumi/pulumi";
import type { Capabilities, Cluster } from "../cluster/cluster";
import { ExistingCluster } from "../cluster/existing";
import { ExistingRegistry } from "../registry/existing";
import type { RegistryLogin } from "../registry/login";
import type { Registry } from "../registry/registry";

/** Where the platform runs: chosen once, and all that the rest of the program knows of it. */
export interface Target {
  readonly kind: TargetArgs["kind"];
  /** Where workloads run. */
  readonly cluster: Cluster;
  /** Where images are pushed, and where the nodes pull them. */
  readonly registry: Registry;
  /** Where volumes come from. */
  readonly storage: Storage;
}

/** Where volumes come from. */
export interface Storage {
  /** StorageClass of volumes that name none; undefined for the cluster's own default. */
  readonly className?: pulumi.Input<string>;
}

/** Arguments of {@link createTarget}: which target it is, and how it is reached. */
export interface TargetArgs {
  /** embedded: the cluster that is started on this machine; kubernetes: any cluster of a kubeconfig. */
  readonly kind: "embedded" | "kubernetes";
  readonly cluster: {
    readonly context: string;
    readonly kubeconfig?: string;
    readonly identifier: string;
    readonly nodeAddress: string;
    readonly capabilities: Capabilities;
  };
  readonly registry: { readonly address: string; readonly mirror: boolean };
  /** Logins of registries that need one. @default none */
  readonly logins?: readonly RegistryLogin[];
  readonly docker: { readonly host?: string };
  readonly storage: { readonly className?: string };
}

/** Makes the target that a stack has. Another kind of target is another case here, and nothing elsewhere. */
export function createTarget(args: TargetArgs): Target {
  switch (args.kind) {
    // The embedded cluster is reached like any other, by its kubeconfig.
    case "embedded":
    case "kubernetes":
      return {
        kind: args.kind,
        cluster: new ExistingCluster("cluster", args.cluster),
        registry: new ExistingRegistry("registry", {
          ...args.registry,
          logins: args.logins,
          dockerHost: args.docker.host,
        }),
        storage: args.storage,
      };
  }
}
