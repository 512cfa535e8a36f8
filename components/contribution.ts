import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Transform } from "./arguments";
import type { Namespace } from "./cluster/namespace";

/** A port of a workload that can be called. */
export interface Endpoint {
  /** Port on which the container listens. */
  readonly port: number;
  /** @default TCP */
  readonly protocol?: "TCP" | "UDP";
  /**
   * Who may call it: the workloads that need it, anyone (from outside the cluster too), or all pods of a namespace.
   * @default those that need it
   */
  readonly open?: "anyone" | { readonly namespace: string };
}

/** Whom a workload calls. */
export type NetworkNeed =
  /** Another workload of the platform, on its endpoints or on some of them. */
  | { readonly kind: "workload"; readonly name: string; readonly ports?: readonly number[] }
  /** Addresses outside, on some ports (default all). */
  | {
      readonly kind: "addresses";
      readonly cidr: string;
      readonly except?: readonly string[];
      readonly ports?: readonly number[];
    };

/** The network side of a workload: who it is, whom it can be called by, and whom it calls. */
export interface NetworkContribution {
  /** Name of the workload, by which its pods are selected and by which others need it. */
  readonly workload: string;
  readonly namespace: Namespace;
  readonly endpoints: readonly Endpoint[];
  readonly needs: readonly NetworkNeed[];
  /** Name of the NetworkPolicy as a resource. */
  readonly policyName: string;
  /** Labels of the NetworkPolicy. */
  readonly labels: Readonly<Record<string, string>>;
  /** Change of the NetworkPolicy. @default none */
  readonly transform?: Transform<kubernetes.networking.v1.NetworkPolicyArgs>;
  /** Options of the NetworkPolicy beside its parent. @default none */
  readonly options?: pulumi.CustomResourceOptions;
}

/** What a component says of itself, once. There is a field only for what a collector consumes. */
export interface Contribution {
  readonly network?: NetworkContribution;
}
