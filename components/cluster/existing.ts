import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Capabilities, Cluster } from "./cluster";

/** Arguments of {@link ExistingCluster}. */
export interface ExistingClusterArgs {
  /**
   * Path of the kubeconfig file. Its text, which holds credentials, is never in the state.
   * @default the files of KUBECONFIG, merged as kubectl merges them, else ~/.kube/config
   */
  readonly kubeconfig?: pulumi.Input<string>;
  /** Context of the kubeconfig; always named, as the current one can be changed by any other program. */
  readonly context: pulumi.Input<string>;
  /**
   * What makes it this cluster. Everything in the cluster is replaced when this changes, and nothing is when only the
   * kubeconfig's path, server, certificates or proxy do.
   */
  readonly identifier: pulumi.Input<string>;
  /** Address at which the ports of its nodes are reached. @default 127.0.0.1 */
  readonly nodeAddress?: pulumi.Input<string>;
  /** What it can do that others cannot. */
  readonly capabilities: Capabilities;
}

/** A cluster that exists: the embedded one, kind, k3d, Docker Desktop, or any other with a kubeconfig. */
export class ExistingCluster extends pulumi.ComponentResource implements Cluster {
  /** The one way to reach the cluster; every resource in it names this provider. */
  readonly provider: kubernetes.Provider;
  /** Address at which the ports of the nodes are reached. */
  readonly nodeAddress: pulumi.Output<string>;
  /** What it can do that others cannot. */
  readonly capabilities: Capabilities;

  /**
   * @param name name of the component.
   * @param args which cluster it is.
   * @param opts options of the component.
   */
  constructor(name: string, args: ExistingClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:cluster:ExistingCluster", name, {}, opts);
    this.provider = new kubernetes.Provider(
      `${name}-provider`,
      {
        kubeconfig: args.kubeconfig,
        context: args.context,
        clusterIdentifier: args.identifier,
        // The program owns its objects: a change made by hand is drift, to be shown and corrected, not an error.
        enableServerSideApply: true,
        // A Secret has one name for good: a changed one is updated in place, never gone for a moment.
        enableSecretMutable: true,
      },
      { parent: this },
    );
    this.capabilities = args.capabilities;
    this.nodeAddress = pulumi.output(args.nodeAddress ?? "127.0.0.1");
    this.registerOutputs({ nodeAddress: this.nodeAddress });
  }
}
