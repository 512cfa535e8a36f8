import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { renamedFrom, transformed } from "../arguments";
import type { Endpoint } from "../contribution";
import type { Scope } from "../scope";
import type { ServiceArgs } from "./arguments";
import { checkService } from "./check";
import {
  exposureTimeouts,
  furtherPorts,
  insideUrl,
  metricsEndpoint,
  outsideUrl,
  scrapeAnnotations,
  serviceSpec,
} from "./exposure";
import { makeParts } from "./parts";
import { probesOf } from "./probes";
import { fixedReplicas } from "./scaling";
import { autoscaler, deployment, disruptionBudget, METRICS_PORT_NAME, PORT_NAME } from "./workload";

/** What a service is within the platform. */
const COMPONENT = "service";

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
  /** Number of replicas that were asked for; undefined where an autoscaler decides. */
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
    checkService(name, args, scope.target.cluster.capabilities);
    const parts = makeParts(args, { owner: this, name, component: COMPONENT, endpoints: endpointsOf(args) }, scope);
    const workload = deployment(args, {
      ...parts,
      kind: {
        runs: "on",
        ports: {
          [PORT_NAME]: args.port,
          ...args.ports,
          ...(args.metrics ? { [METRICS_PORT_NAME]: args.metrics.port } : {}),
        },
        probes: probesOf(args.probes, PORT_NAME),
        isCalled: true,
      },
    });
    const service = new kubernetes.core.v1.Service(
      `${name}-service`,
      transformed(
        {
          metadata: { ...parts.metadata(), annotations: scrapeAnnotations(args) },
          spec: serviceSpec(args),
        },
        args.transform?.service,
      ),
      // After the workload: one that does not start is then one error, with its cause, instead of two.
      {
        ...parts.inside,
        ...renamedFrom(`${name}-network`),
        customTimeouts: exposureTimeouts(args) ?? parts.inside.customTimeouts,
        dependsOn: [workload],
      },
    );
    autoscaler(args, parts, workload);
    disruptionBudget(args, parts);

    this.name = workload.metadata.name;
    this.namespace = scope.namespace.name;
    this.image = pulumi.output(args.image);
    this.replicas = pulumi.output(fixedReplicas(args.scaling));
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

/**
 * Whom a service can be called by: on its ports those that need it, or anyone on the one that is exposed; for its metrics the
 * monitoring alone.
 */
function endpointsOf(args: ServiceArgs): Endpoint[] {
  const { port, expose, metrics } = args;
  return [
    { port, ...(expose ? { open: "anyone" as const } : {}) },
    ...furtherPorts(args).map((further) => ({ port: further.port })),
    ...metricsEndpoint(metrics),
  ];
}
