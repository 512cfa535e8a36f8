import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { renamedFrom, transformed } from "../arguments";
import type { Endpoint } from "../contribution";
import { labels, selectorLabels } from "../labels";
import type { Scope } from "../scope";
import type { ServiceArgs } from "./arguments";
import { checkArguments } from "./check";
import { insideUrl, outsideUrl, scrapeAnnotations, serviceSpec } from "./exposure";
import { filesConfigMap } from "./files";
import { podSpec } from "./pod";
import { deploymentStrategy, progressDeadline, releaseTimeouts } from "./release";

/** What a service is within the platform. */
const COMPONENT = "service";

/** How long the cluster may take for anything but starting replicas. */
const QUICK = "1m";

/**
 * A service that runs in the cluster, with all that a workload needs to be safe: an identity without credentials, traffic
 * only where wanted, probes, limits, a hardened pod, replicas apart from each other, and releases that lose no request.
 */
export class Service extends pulumi.ComponentResource {
  /** Name in the cluster. */
  readonly name: pulumi.Output<string>;
  /** Namespace in which it runs. */
  readonly namespace: pulumi.Output<string>;
  /** Image by digest. */
  readonly image: pulumi.Output<string>;
  /** Number of replicas that were asked for; undefined where an autoscaler owns it. */
  readonly replicas: pulumi.Output<number | undefined>;
  /** URL inside the cluster. */
  readonly internalUrl: pulumi.Output<string>;
  /** URL from outside the cluster; undefined where it is not exposed. */
  readonly url: pulumi.Output<string | undefined>;

  /**
   * @param name name of the component.
   * @param args what runs and what it needs.
   * @param scope where it runs.
   * @param opts further options of the component.
   * @throws ArgumentError when the arguments contradict each other.
   */
  constructor(name: string, args: ServiceArgs, scope: Scope, opts?: pulumi.ComponentResourceOptions) {
    super("platform:service:Service", name, {}, scope.options(opts));
    checkArguments(name, args);
    const { namespace } = scope;
    const metadata = (objectName: string = args.name) => ({
      name: objectName,
      namespace: namespace.name,
      labels: labels({ ...args, component: COMPONENT }),
    });
    const inside = {
      parent: this,
      deletedWith: namespace.object,
      customTimeouts: { create: QUICK, update: QUICK, delete: QUICK },
    };

    const account = new kubernetes.core.v1.ServiceAccount(
      `${name}-service-account`,
      transformed(
        {
          metadata: metadata(),
          automountServiceAccountToken: false,
          ...(namespace.imagePullSecrets.length > 0 ? { imagePullSecrets: [...namespace.imagePullSecrets] } : {}),
        },
        args.transform?.serviceAccount,
      ),
      { ...inside, ...renamedFrom(`${name}-account`) },
    );
    scope.contribute(this, {
      network: {
        workload: args.name,
        namespace,
        endpoints: endpointsOf(args),
        needs: args.needs ?? [],
        policyName: `${name}-policy`,
        labels: labels({ ...args, component: COMPONENT }),
        transform: args.transform?.policy,
        options: inside,
      },
    });
    const files = filesConfigMap(name, args, metadata, inside);
    const workload = new kubernetes.apps.v1.Deployment(
      `${name}-workload`,
      transformed(
        {
          metadata: metadata(),
          spec: {
            ...(args.replicas === undefined ? {} : { replicas: args.replicas }),
            revisionHistoryLimit: 5,
            progressDeadlineSeconds: progressDeadline(args),
            strategy: deploymentStrategy(args.strategy),
            selector: { matchLabels: selectorLabels(args.name) },
            template: {
              metadata: { labels: labels({ ...args, component: COMPONENT }), annotations: secretRevisions(args) },
              spec: podSpec(name, args, {
                account: account.metadata.name,
                filesFrom: files?.metadata.name,
                priorityClass: namespace.priorityClass,
              }),
            },
          },
        },
        args.transform?.workload,
      ),
      {
        // Not deleted with the namespace but before it: while there are pods in a namespace that ends, its controller looks
        // again only after half of their grace period, however soon they end.
        parent: this,
        customTimeouts: releaseTimeouts(args),
      },
    );
    const service = new kubernetes.core.v1.Service(
      `${name}-service`,
      transformed(
        {
          metadata: { ...metadata(), annotations: scrapeAnnotations(args) },
          spec: serviceSpec(args),
        },
        args.transform?.service,
      ),
      // After the workload: one that does not start is then one error, with its cause, instead of two.
      { ...inside, ...renamedFrom(`${name}-network`), dependsOn: [workload] },
    );
    // With one replica, a budget could only forbid every drain of its node.
    if (args.replicas === undefined || args.replicas > 1) {
      new kubernetes.policy.v1.PodDisruptionBudget(
        `${name}-disruption-budget`,
        transformed(
          {
            metadata: metadata(),
            spec: {
              maxUnavailable: 1,
              selector: { matchLabels: selectorLabels(args.name) },
              unhealthyPodEvictionPolicy: "AlwaysAllow",
            },
          },
          args.transform?.disruptionBudget,
        ),
        { ...inside, ...renamedFrom(`${name}-budget`) },
      );
    }

    this.name = workload.metadata.name;
    this.namespace = namespace.name;
    this.image = pulumi.output(args.image);
    this.replicas = pulumi.output(args.replicas);
    this.internalUrl = insideUrl(args, service, this.namespace);
    this.url = outsideUrl(args, service, scope.target.cluster.nodeAddress);
    this.registerOutputs({
      name: this.name,
      namespace: this.namespace,
      image: this.image,
      replicas: this.replicas,
      internalUrl: this.internalUrl,
      url: this.url,
    });
  }
}

/** Marks the pods with the state of each Secret that they read: when one changes, they are replaced and read it anew. */
function secretRevisions(args: ServiceArgs): Record<string, pulumi.Input<string>> {
  const keys = [...Object.values(args.secrets ?? {}), ...Object.values(args.secretFiles ?? {})];
  const secrets = new Set(keys.map(({ secret }) => secret));
  const revisions = [...secrets].map(({ name, revision }) => pulumi.interpolate`${name}=${revision}`);
  return revisions.length === 0
    ? {}
    : { "platform.internal/secret-revisions": pulumi.all(revisions).apply((all) => all.join(",")) };
}

/** Whom a service can be called by: on its port those that need it, or anyone where it is exposed; for its metrics the monitoring alone. */
function endpointsOf({ port, expose, metrics }: ServiceArgs): Endpoint[] {
  return [
    { port, ...(expose ? { open: "anyone" as const } : {}) },
    ...(metrics?.namespace === undefined ? [] : [{ port: metrics.port, open: { namespace: metrics.namespace } }]),
  ];
}
