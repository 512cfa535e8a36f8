import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { UserIds } from "../../formats/dockerfile/users";
import type { Transform } from "../arguments";
import type { NetworkNeed } from "../contribution";
import type { ContainerArgs, ExtraContainerArgs, SidecarArgs } from "./container-arguments";

/** Arguments of a volume that a workload declares. */
export interface VolumeArgs {
  /** How much it holds, such as 10Gi. */
  readonly size: string;
  /** StorageClass that it comes from. @default the cluster's own default */
  readonly className?: pulumi.Input<string>;
  /** one: pods of one node at a time; many: pods of all nodes, where the class can. */
  readonly access: "one" | "many";
  /** Whether it stays, with what is in it, when the workload is removed. */
  readonly keep: boolean;
}

/** Arguments of what runs in pods, whatever its kind. */
export interface PodArgs extends ContainerArgs {
  /** Name in the cluster and in DNS: a DNS label that begins with a letter. */
  readonly name: string;
  /** Version for the labels. @default none */
  readonly version?: string;
  /** Strings of files by their path in the container. @default none */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders that can be written, by path, with their size; the rest of the file system cannot be. @default /tmp with 64Mi, which stays unless named */
  readonly writable?: Readonly<Record<string, string>>;
  /** Volumes that stay, by the path at which they are mounted. @default none */
  readonly volumes?: Readonly<Record<string, VolumeArgs>>;
  /** Containers that run to their end, one after the other, before the main one starts. @default none */
  readonly init?: readonly ExtraContainerArgs[];
  /** Containers that start before all others, one after the other, and run as long as the main one does. @default none */
  readonly sidecars?: readonly SidecarArgs[];
  /** Who the processes run as; from 10000 on no user or group of a node has the number. @default 10001 and its group */
  readonly user?: UserIds;
  /** How long what is in hand may take to finish when a pod is stopped, in seconds. @default 20 */
  readonly drainTimeout?: number;
  /** Whom it calls; everything else is denied. @default nobody */
  readonly needs?: readonly NetworkNeed[];
}

/** Changes of the children that every kind of workload has, a function each. */
export interface PodTransforms {
  readonly serviceAccount?: Transform<kubernetes.core.v1.ServiceAccountArgs>;
  readonly files?: Transform<kubernetes.core.v1.ConfigMapArgs>;
  readonly policy?: Transform<kubernetes.networking.v1.NetworkPolicyArgs>;
  readonly claim?: Transform<kubernetes.core.v1.PersistentVolumeClaimArgs>;
}
