import type * as pulumi from "@pulumi/pulumi";
import type * as kubernetes from "@pulumi/kubernetes";

/** What a cluster can do that others cannot. There is a field only for what something asks about. */
export interface Capabilities {
  /** Whether it enforces network policies. Asked by the collector of those. */
  readonly networkPolicies: "enforced" | "none" | "unknown";
  /** Whether it gives load balancers their addresses. Asked by services that are exposed by one. */
  readonly loadBalancers: "available" | "none";
}

/** A Kubernetes cluster, wherever it runs: what the rest of the program needs to know of one. */
export interface Cluster extends pulumi.Resource {
  /** The provider with which every object of this cluster is made. */
  readonly provider: kubernetes.Provider;
  /** Address at which the ports of its nodes are reached. */
  readonly nodeAddress: pulumi.Output<string>;
  readonly capabilities: Capabilities;
}
