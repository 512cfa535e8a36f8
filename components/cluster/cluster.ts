import type * as pulumi from "@pulumi/pulumi";
import type * as kubernetes from "@pulumi/kubernetes";

/** A Kubernetes cluster, wherever it runs: what the rest of the program needs to know of one. */
export interface Cluster extends pulumi.Resource {
  /** The provider with which every object of this cluster is made. */
  readonly provider: kubernetes.Provider;
  /** Address at which the ports of its nodes are reached. */
  readonly nodeAddress: pulumi.Output<string>;
}
