import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Transform } from "../arguments";
import { ArgumentError, transformed } from "../arguments";

/** What an autoscaler measures. */
export interface Metric {
  /** What a replica requests and uses. */
  readonly resource: "cpu" | "memory";
  /** Share of the request that replicas are to use on average, in percent. */
  readonly utilization: number;
}

/** Arguments of an {@link Autoscaler}. */
export interface AutoscalerArgs {
  /** Name, namespace and labels of the object. */
  readonly metadata: kubernetes.types.input.meta.v1.ObjectMeta;
  /** What it scales: an object with the subresource `scale`, whose number of replicas nobody else may set. */
  readonly target: { readonly apiVersion: string; readonly kind: string; readonly name: pulumi.Input<string> };
  /** Container that is measured: what stands beside it in the pod says nothing of the load. */
  readonly container: string;
  /** Fewest replicas: a whole number above 0. */
  readonly min: number;
  /** Most replicas: more than `min`. */
  readonly max: number;
  /** By what it scales; of several, the one that asks for most replicas decides. */
  readonly metrics: readonly Metric[];
  /** Changes of the children, a function each. */
  readonly transform?: { readonly autoscaler?: Transform<kubernetes.autoscaling.v2.HorizontalPodAutoscalerArgs> };
}

/** How long a lower load has to last before replicas go: load that comes back within it finds them still there. */
const CALM_SECONDS = 120;

/** How often replicas may be added or taken away. */
const PERIOD_SECONDS = 15;

/**
 * Decides how many replicas a workload has, by what they use. More load is answered at once, with up to twice the replicas or four more,
 * whichever is more, every 15 seconds; less load slowly, so that a dip costs no replica that is needed again right after it.
 */
export class Autoscaler extends pulumi.ComponentResource {
  /** Name in the cluster. */
  readonly name: pulumi.Output<string>;

  /**
   * @param name name of the component.
   * @param args what is scaled, within which bounds and by what.
   * @param opts options of the component; must give the Kubernetes provider.
   * @throws ArgumentError when the arguments contradict each other.
   */
  constructor(name: string, args: AutoscalerArgs, opts: pulumi.ComponentResourceOptions) {
    super("platform:autoscaling:Autoscaler", name, {}, opts);
    check(name, args);
    const { metadata, target, container, min, max, metrics } = args;
    const period = { periodSeconds: PERIOD_SECONDS };
    const autoscaler = new kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
      `${name}-autoscaler`,
      transformed(
        {
          metadata,
          spec: {
            scaleTargetRef: target,
            minReplicas: min,
            maxReplicas: max,
            metrics: metrics.map(({ resource, utilization }) => ({
              type: "ContainerResource",
              containerResource: {
                name: resource,
                container,
                target: { type: "Utilization", averageUtilization: utilization },
              },
            })),
            behavior: {
              scaleUp: {
                stabilizationWindowSeconds: 0,
                selectPolicy: "Max",
                policies: [
                  { type: "Percent", value: 100, ...period },
                  { type: "Pods", value: 4, ...period },
                ],
              },
              scaleDown: {
                stabilizationWindowSeconds: CALM_SECONDS,
                selectPolicy: "Max",
                policies: [{ type: "Percent", value: 50, ...period }],
              },
            },
          },
        },
        args.transform?.autoscaler,
      ),
      { parent: this },
    );
    this.name = autoscaler.metadata.name;
    this.registerOutputs({ name: this.name });
  }
}

function check(component: string, { min, max, metrics }: AutoscalerArgs): void {
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 1 || max < min)
    throw new ArgumentError(
      component,
      `min ${min} and max ${max} are not whole numbers from 1 on, the second the larger`,
    );
  if (metrics.length === 0) throw new ArgumentError(component, "metrics is empty: without one nothing scales");
  const resources = metrics.map(({ resource }) => resource);
  const twice = resources.find((resource, index) => resources.indexOf(resource) !== index);
  if (twice !== undefined) throw new ArgumentError(component, `metrics has ${twice} twice: remove one`);
}
