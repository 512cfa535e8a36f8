import { createHash } from "node:crypto";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { gracePeriod, leastProgressDeadline, usualProgressDeadline } from "../../config/duration";
import { fileKey, RESERVED_NAMES, SERVICE_NAME } from "../../config/names";
import { ArgumentError, renamedFrom, transformed } from "../arguments";
import { labels, selectorLabels } from "../labels";
import { serviceTraffic } from "../network/policies";
import type { ServiceArgs } from "./arguments";
import { DRAIN_SECONDS, podSpec, PORT_NAME } from "./pod";

/** What a service is within the platform. */
const COMPONENT = "service";

/** How long the cluster may take for anything but starting replicas. */
const QUICK = "1m";

/** How long the cluster may take to end replicas that need no longer for it. */
const QUICK_END_SECONDS = 120;

/** What starting a release may take beyond the time in which it makes no progress: until the cluster has noticed. */
const NOTICE_SECONDS = 30;

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
   * @param opts options of the component; must give the Kubernetes provider.
   * @throws ArgumentError when the arguments contradict each other.
   */
  constructor(name: string, args: ServiceArgs, opts: pulumi.ComponentResourceOptions) {
    super("platform:service:Service", name, {}, opts);
    check(name, args);
    const metadata = (objectName: string = args.name) => ({
      name: objectName,
      namespace: args.namespace.name,
      labels: labels({ ...args, component: COMPONENT }),
    });
    const inside = {
      parent: this,
      deletedWith: args.namespace.object,
      customTimeouts: { create: QUICK, update: QUICK, delete: QUICK },
    };

    const account = new kubernetes.core.v1.ServiceAccount(
      `${name}-service-account`,
      transformed({ metadata: metadata(), automountServiceAccountToken: false }, args.transform?.serviceAccount),
      { ...inside, ...renamedFrom(`${name}-account`) },
    );
    const policy = new kubernetes.networking.v1.NetworkPolicy(
      `${name}-policy`,
      transformed({ metadata: metadata(), spec: trafficOf(args) }, args.transform?.policy),
      inside,
    );
    const files = this.#files(name, args, metadata, inside);
    const workload = new kubernetes.apps.v1.Deployment(
      `${name}-workload`,
      transformed(
        {
          metadata: metadata(),
          spec: {
            ...(args.replicas === undefined ? {} : { replicas: args.replicas }),
            revisionHistoryLimit: 5,
            progressDeadlineSeconds: progressDeadline(args),
            strategy:
              args.strategy === "recreate"
                ? { type: "Recreate" }
                : { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
            selector: { matchLabels: selectorLabels(args.name) },
            template: {
              metadata: { labels: labels({ ...args, component: COMPONENT }), annotations: secretRevisions(args) },
              spec: podSpec(name, args, { account: account.metadata.name, filesFrom: files?.metadata.name }),
            },
          },
        },
        args.transform?.workload,
      ),
      {
        // Not deleted with the namespace but before it: while there are pods in a namespace that ends, its controller looks
        // again only after half of their grace period, however soon they end.
        parent: this,
        // Traffic is settled before the first pod runs.
        dependsOn: [policy],
        customTimeouts: { create: releaseTimeout(args), update: releaseTimeout(args), delete: endTimeout(args) },
      },
    );
    const service = new kubernetes.core.v1.Service(
      `${name}-service`,
      transformed(
        {
          metadata: { ...metadata(), annotations: scrapeAnnotations(args) },
          spec: {
            type: args.expose ? "NodePort" : "ClusterIP",
            selector: selectorLabels(args.name),
            ports: [
              {
                name: PORT_NAME,
                port: args.port,
                targetPort: PORT_NAME,
                protocol: "TCP",
                ...(args.expose?.nodePort === undefined ? {} : { nodePort: args.expose.nodePort }),
              },
            ],
          },
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
    this.namespace = args.namespace.name;
    this.image = pulumi.output(args.image);
    this.replicas = pulumi.output(args.replicas);
    this.internalUrl = pulumi.interpolate`${scheme(args)}://${service.metadata.name}.${this.namespace}.svc:${args.port}`;
    this.url = outsideUrl(args, service);
    this.registerOutputs({
      name: this.name,
      namespace: this.namespace,
      image: this.image,
      replicas: this.replicas,
      internalUrl: this.internalUrl,
      url: this.url,
    });
  }

  /**
   * The files' ConfigMap is named by its content, as an object and as a resource. Changed files are then a new ConfigMap
   * beside the old one, which goes only when no replica uses it any more: one update of the Deployment, nothing replaced,
   * and a release that fails leaves the old replicas what they need.
   */
  #files(
    name: string,
    args: ServiceArgs,
    metadata: (objectName: string) => {
      name: string;
      namespace: pulumi.Output<string>;
      labels: Record<string, string>;
    },
    inside: pulumi.CustomResourceOptions,
  ): kubernetes.core.v1.ConfigMap | undefined {
    const data = Object.fromEntries(Object.entries(args.files ?? {}).map(([path, text]) => [fileKey(path), text]));
    if (Object.keys(data).length === 0) return undefined;
    const hash = createHash("sha256")
      .update(JSON.stringify(Object.entries(data).toSorted()))
      .digest("hex")
      .slice(0, 8);
    return new kubernetes.core.v1.ConfigMap(
      `${name}-files-${hash}`,
      transformed({ metadata: metadata(`${args.name}-files-${hash}`), data, immutable: true }, args.transform?.files),
      inside,
    );
  }
}

function check(name: string, args: ServiceArgs): void {
  const fault = (text: string) => new ArgumentError(name, text);
  if (!SERVICE_NAME.test(args.name)) {
    throw fault(`name "${args.name}" is not a DNS label that begins with a letter (a-z, 0-9, -; at most 63)`);
  }
  for (const variable of Object.keys(args.secrets ?? {})) {
    if (Object.hasOwn(args.environment ?? {}, variable))
      throw fault(`${variable} is under environment and under secrets: remove one`);
  }
  for (const path of Object.keys(args.secretFiles ?? {})) {
    if ([args.files, args.writable].some((paths) => Object.hasOwn(paths ?? {}, path)))
      throw fault(`${path} is under secretFiles and under files or writable: remove one`);
  }
  if (RESERVED_NAMES.includes(args.name)) throw fault(`every namespace has objects of the name "${args.name}" already`);
  if (args.metrics?.port === args.port) throw fault(`metrics.port ${args.port} is the service's own: choose another`);
  const least = leastProgressDeadline(releaseTimes(args));
  if (progressDeadline(args) < least) {
    throw fault(`progressDeadline ${progressDeadline(args)} is less than the ${least} s that a release may take`);
  }
  const keys = new Map<string, string>();
  for (const path of Object.keys(args.files ?? {})) {
    const other = keys.get(fileKey(path));
    if (other !== undefined)
      throw fault(`files ${other} and ${path} would have the same key ${fileKey(path)}: rename one`);
    keys.set(fileKey(path), path);
  }
}

function releaseTimes({ probes, drainTimeout = DRAIN_SECONDS, strategy = "rolling" }: ServiceArgs) {
  return { startupTimeout: probes.startupTimeout, drainTimeout, strategy };
}

function progressDeadline(args: ServiceArgs): number {
  return args.progressDeadline ?? usualProgressDeadline(releaseTimes(args));
}

/** Deleting waits for the replicas, each of which may take its grace period. */
function endTimeout({ drainTimeout = DRAIN_SECONDS }: ServiceArgs): string {
  return `${Math.max(QUICK_END_SECONDS, gracePeriod(drainTimeout) + NOTICE_SECONDS)}s`;
}

function releaseTimeout(args: ServiceArgs): string {
  return `${progressDeadline(args) + NOTICE_SECONDS}s`;
}

function trafficOf(args: ServiceArgs) {
  return serviceTraffic({
    name: args.name,
    port: args.port,
    callers: args.callers ?? [],
    targets: args.targets ?? [],
    metrics: args.metrics,
    exposed: args.expose !== undefined,
  });
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

/** Tells a Prometheus that discovers Services by annotation where the metrics are. */
function scrapeAnnotations(args: ServiceArgs): Record<string, string> {
  return args.metrics?.namespace === undefined
    ? {}
    : {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": String(args.metrics.port),
        "prometheus.io/path": args.metrics.path,
      };
}

function scheme(args: ServiceArgs): string {
  return args.probes.kind;
}

function outsideUrl(args: ServiceArgs, network: kubernetes.core.v1.Service): pulumi.Output<string | undefined> {
  if (!args.expose) return pulumi.output(undefined);
  const port = args.expose.nodePort ?? network.spec.ports.apply((ports) => ports[0]?.nodePort);
  return pulumi.interpolate`${scheme(args)}://${args.expose.address}:${port}`;
}
