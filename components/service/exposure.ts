import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Endpoint } from "../contribution";
import { selectorLabels } from "../labels";
import type { ReplicatedArgs, ServiceArgs } from "./arguments";
import { PORT_NAME } from "./workload";

/** How the cluster calls the ways in which a service is exposed. */
const TYPES = { node: "NodePort", loadBalancer: "LoadBalancer" } as const;

/** How long a load balancer may take to come, and to go. */
const LOAD_BALANCER = "4m";

/** How long the Service of Kubernetes may take; undefined for as long as everything else. */
export function exposureTimeouts({ expose }: ServiceArgs): pulumi.CustomTimeouts | undefined {
  return expose?.kind === "loadBalancer"
    ? { create: LOAD_BALANCER, update: LOAD_BALANCER, delete: LOAD_BALANCER }
    : undefined;
}

/** The ports beside the service's own: of its container by their names, and of its sidecars, whose names not every version of a cluster finds. */
export function furtherPorts({ ports = {}, sidecars = [] }: ServiceArgs) {
  return [
    ...Object.entries(ports).map(([name, port]) => ({ name, port, targetPort: name })),
    ...sidecars.flatMap((sidecar) =>
      Object.entries(sidecar.ports ?? {}).map(([name, port]) => ({ name, port, targetPort: port })),
    ),
  ];
}

/** How a service is reached, inside the cluster and from outside, as a Service of Kubernetes has it. */
export function serviceSpec(args: ServiceArgs): kubernetes.types.input.core.v1.ServiceSpec {
  const { expose } = args;
  return {
    type: expose === undefined ? "ClusterIP" : TYPES[expose.kind],
    ...(expose?.kind === "loadBalancer" ? { loadBalancerSourceRanges: [...expose.sources] } : {}),
    selector: selectorLabels(args.name),
    ports: [
      {
        name: PORT_NAME,
        port: args.port,
        targetPort: PORT_NAME,
        protocol: "TCP",
        ...(expose?.kind === "node" && expose.nodePort !== undefined ? { nodePort: expose.nodePort } : {}),
      },
      ...furtherPorts(args).map((further) => ({ ...further, protocol: "TCP" })),
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
  const { expose } = args;
  if (!expose) return pulumi.output(undefined);
  if (expose.kind === "loadBalancer") {
    return service.status.apply(({ loadBalancer } = {} as never) => {
      const [address] = loadBalancer?.ingress ?? [];
      const host = address?.hostname ?? address?.ip;
      return host === undefined ? undefined : `${scheme(args)}://${host}:${args.port}`;
    });
  }
  const port = expose.nodePort ?? service.spec.ports.apply((ports) => ports[0]?.nodePort);
  return pulumi.interpolate`${scheme(args)}://${nodeAddress}:${port}`;
}

/** The port of the metrics, which only the monitoring may call. */
export function metricsEndpoint(metrics: ReplicatedArgs["metrics"]): Endpoint[] {
  return metrics?.namespace === undefined ? [] : [{ port: metrics.port, open: { namespace: metrics.namespace } }];
}

/** Says to a Prometheus that discovers by annotation where the metrics are: on the Service, or on the pods where there is none. */
export function scrapeAnnotations({ metrics }: ReplicatedArgs): Record<string, string> {
  return metrics?.namespace === undefined
    ? {}
    : {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": String(metrics.port),
        "prometheus.io/path": metrics.path,
      };
}

function scheme(args: ServiceArgs): string {
  return args.probes.kind === "http" ? "http" : "tcp";
}
