import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../scope";
import type { WorkerArgs } from "./arguments";
import { checkWorker } from "./check";
import { metricsEndpoint, scrapeAnnotations } from "./exposure";
import { makeParts } from "./parts";
import { probesOf } from "./probes";
import { fixedReplicas } from "./scaling";
import { autoscaler, deployment, disruptionBudget, METRICS_PORT_NAME } from "./workload";

/** What a worker is within the platform. */
const COMPONENT = "worker";

/** What runs in the cluster without a port of its own, as safe as a Service: nothing calls it but the monitoring. */
export class Worker extends pulumi.ComponentResource {
  /** Name in the cluster. */
  readonly name: pulumi.Output<string>;
  /** Namespace in which it runs. */
  readonly namespace: pulumi.Output<string>;
  /** Image by digest. */
  readonly image: pulumi.Output<string>;
  /** Number of replicas that were asked for; undefined where an autoscaler decides. */
  readonly replicas: pulumi.Output<number | undefined>;

  /**
   * @param name name of the component.
   * @param args what runs and what it needs.
   * @param scope where it runs.
   * @param opts further options of the component.
   * @throws ArgumentError when the arguments contradict each other.
   */
  constructor(name: string, args: WorkerArgs, scope: Scope, opts?: pulumi.ComponentResourceOptions) {
    super("platform:service:Worker", name, {}, scope.options(opts));
    checkWorker(name, args);
    const { metrics } = args;
    const endpoints = metricsEndpoint(metrics);
    const parts = makeParts(args, { owner: this, name, component: COMPONENT, endpoints }, scope);
    const workload = deployment(args, {
      ...parts,
      kind: {
        runs: "on",
        ports: metrics ? { [METRICS_PORT_NAME]: metrics.port } : {},
        probes: probesOf(args.probes, METRICS_PORT_NAME),
        isCalled: false,
      },
      annotations: scrapeAnnotations(args),
    });
    autoscaler(args, parts, workload);
    disruptionBudget(args, parts);

    this.name = workload.metadata.name;
    this.namespace = scope.namespace.name;
    this.image = pulumi.output(args.image);
    this.replicas = pulumi.output(fixedReplicas(args.scaling));
    this.registerOutputs({
      name: this.name,
      namespace: this.namespace,
      image: this.image,
      replicas: this.replicas,
    });
  }
}
