import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { selectorLabels } from "../labels";
import type { ServiceArgs } from "./arguments";
import { PORT_NAME } from "./pod";

/** How a service is reached, inside the cluster and from outside, as a Service of Kubernetes has it. */
export function serviceSpec(args: ServiceArgs): kubernetes.types.input.core.v1.ServiceSpec {
  return {
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
  };
}

/** URL inside the cluster. */
export function insideUrl(
  args: ServiceArgs,
  service: kubernetes.core.v1.Service,
  namespace: pulumi.Output<string>,
): pulumi.Output<string> {
  return pulumi.interpolate`${scheme(args)}://${service.metadata.name}.${namespace}.svc:${args.port}`;
}

/** URL from outside the cluster; undefined where it is not exposed. */
export function outsideUrl(
  args: ServiceArgs,
  service: kubernetes.core.v1.Service,
  nodeAddress: pulumi.Input<string>,
): pulumi.Output<string | undefined> {
  if (!args.expose) return pulumi.output(undefined);
  const port = args.expose.nodePort ?? service.spec.ports.apply((ports) => ports[0]?.nodePort);
  return pulumi.interpolate`${scheme(args)}://${nodeAddress}:${port}`;
}

/** Says to a Prometheus that discovers Services by annotation where the metrics are. */
export function scrapeAnnotations({ metrics }: ServiceArgs): Record<string, string> {
  return metrics?.namespace === undefined
    ? {}
    : {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": String(metrics.port),
        "prometheus.io/path": metrics.path,
      };
}

function scheme(args: ServiceArgs): string {
  return args.probes.kind;
}
