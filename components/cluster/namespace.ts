import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { cpu, memory } from "../../config/quantity";
import type { Transform, ResourceAmounts } from "../arguments";
import { transformed, containerResources } from "../arguments";
import { labels } from "../labels";
import { allowDns, denyAll } from "../network/policies";

/** Arguments of {@link Namespace}. */
export interface NamespaceArgs {
  /** Name in the cluster. */
  readonly name: string;
  /** Pod security standard that is enforced, and warned of and audited. @default restricted */
  readonly podSecurity?: "restricted" | "baseline";
  /** What everything in the namespace together may take at the most (limits of all pods, and their number). */
  readonly quota: pulumi.Input<{
    readonly pods: number;
    /** CPU, such as 8. */
    readonly cpu: string;
    /** Memory, such as 16Gi. */
    readonly memory: string;
  }>;
  /** What a container has that names nothing itself. @default requests 128Mi and 50m, limits 256Mi and 200m */
  readonly containerDefaults?: { readonly requests: ResourceAmounts; readonly limits: ResourceAmounts };
  /** Logins with which its pods' images are pulled, as the text of a Secret of the type kubernetes.io/dockerconfigjson. @default none */
  readonly pullSecret?: pulumi.Input<string>;
  /** Whether volumes in it are to be kept: it is then protected, for what is in a namespace goes with it. @default false */
  readonly keepsVolumes?: boolean;
  /** Changes of the children, a function each. */
  readonly transform?: {
    readonly namespace?: Transform<kubernetes.core.v1.NamespaceArgs>;
    readonly quota?: Transform<kubernetes.core.v1.ResourceQuotaArgs>;
    readonly limits?: Transform<kubernetes.core.v1.LimitRangeArgs>;
    readonly priority?: Transform<kubernetes.scheduling.v1.PriorityClassArgs>;
  };
}

/** More than that of pods which say nothing of theirs (0), and far below those of the cluster itself. */
const SERVICE_PRIORITY = 1000;

/**
 * A namespace with its guards: pod security, all traffic denied but look-ups of names, a quota, a limit range, and the
 * priority of its services.
 * Whatever is put into it should depend on it as a whole, so that no pod ever runs unguarded.
 */
export class Namespace extends pulumi.ComponentResource {
  /** Name in the cluster. */
  readonly name: pulumi.Output<string>;
  /** The namespace itself: what is in it goes with it. */
  readonly object: kubernetes.core.v1.Namespace;
  /** Name of the PriorityClass of its services. */
  readonly priorityClass: pulumi.Output<string>;
  /** Secrets with which images are pulled, as a ServiceAccount or a pod names them. */
  readonly imagePullSecrets: readonly { readonly name: pulumi.Output<string> }[];

  /**
   * @param name name of the component.
   * @param args what the namespace is called and allows.
   * @param opts options of the component; must give the Kubernetes provider.
   */
  constructor(name: string, args: NamespaceArgs, opts: pulumi.ComponentResourceOptions) {
    super("platform:cluster:Namespace", name, {}, opts);
    const podSecurity = args.podSecurity ?? "restricted";
    this.object = new kubernetes.core.v1.Namespace(
      `${name}-namespace`,
      transformed(
        {
          metadata: {
            name: args.name,
            labels: {
              ...labels({ name: args.name }),
              "pod-security.kubernetes.io/enforce": podSecurity,
              "pod-security.kubernetes.io/enforce-version": "latest",
              "pod-security.kubernetes.io/warn": "restricted",
              "pod-security.kubernetes.io/audit": "restricted",
            },
          },
        },
        args.transform?.namespace,
      ),
      {
        parent: this,
        customTimeouts: { create: "1m", update: "1m", delete: "3m" },
        ...(args.keepsVolumes ? { protect: true } : {}),
      },
    );
    this.name = this.object.metadata.name;
    const metadata = (objectName: string) => ({
      name: objectName,
      namespace: this.name,
      labels: labels({ name: args.name }),
    });
    const inside = { parent: this, deletedWith: this.object };

    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-deny`,
      { metadata: metadata("deny-all"), spec: denyAll() },
      inside,
    );
    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-dns`,
      { metadata: metadata("allow-dns"), spec: allowDns() },
      inside,
    );
    new kubernetes.core.v1.ResourceQuota(
      `${name}-quota`,
      transformed(
        {
          metadata: metadata("quota"),
          spec: {
            hard: pulumi.output(args.quota).apply((quota) => ({
              pods: String(quota.pods),
              "requests.cpu": cpu(quota.cpu),
              "requests.memory": memory(quota.memory),
              "limits.cpu": cpu(quota.cpu),
              "limits.memory": memory(quota.memory),
            })),
          },
        },
        args.transform?.quota,
      ),
      inside,
    );
    const { requests, limits } = containerResources(
      name,
      args.containerDefaults?.requests ?? { memory: "128Mi", cpu: "50m" },
      args.containerDefaults?.limits ?? { memory: "256Mi", cpu: "200m" },
    );
    new kubernetes.core.v1.LimitRange(
      `${name}-limits`,
      transformed(
        {
          metadata: metadata("limits"),
          spec: { limits: [{ type: "Container", defaultRequest: requests, default: limits }] },
        },
        args.transform?.limits,
      ),
      inside,
    );
    // An object of the cluster, not of the namespace, and named after it, as no other namespace of the cluster is. Its name may not begin
    // with "system-", but that of a namespace may.
    const priority = new kubernetes.scheduling.v1.PriorityClass(
      `${name}-priority`,
      transformed(
        {
          metadata: { name: `services-${args.name}`, labels: labels({ name: args.name }) },
          description: `Services of the namespace ${args.name}: the last to be evicted, and they evict nobody.`,
          value: SERVICE_PRIORITY,
          globalDefault: false,
          preemptionPolicy: "Never",
        },
        args.transform?.priority,
      ),
      { parent: this },
    );
    this.priorityClass = priority.metadata.name;
    const logins =
      args.pullSecret === undefined
        ? []
        : [
            new kubernetes.core.v1.Secret(
              `${name}-registry-logins`,
              {
                // A dot, which no Secret of the configuration has in its name.
                metadata: metadata("registry.logins"),
                type: "kubernetes.io/dockerconfigjson",
                stringData: { ".dockerconfigjson": pulumi.secret(args.pullSecret) },
              },
              { ...inside, additionalSecretOutputs: ["data", "stringData"] },
            ),
          ];
    this.imagePullSecrets = logins.map((secret) => ({ name: secret.metadata.name }));
    this.registerOutputs({ name: this.name, priorityClass: this.priorityClass });
  }
}
