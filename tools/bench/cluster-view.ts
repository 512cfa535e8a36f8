import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { CLUSTER_NAME } from "../../embedded/cluster/layout";
import { quantityValue } from "../../formats/quantity";
import type { ProgramWorkspace } from "./web";

/** What is seen of a service that an autoscaler scales. */
export interface View {
  /** Replicas that the autoscaler has asked for. */
  wanted: number;
  /** Share of the CPU request that its replicas use on average, in percent; undefined before it is measured. */
  utilization: number | undefined;
  /** Share from which the autoscaler adds replicas, in percent: a tenth above its target. */
  target: number;
  /** Replicas that are there, those that end included. */
  pods: number;
  /** Of those that do not end: on a node, with a running container, ready. */
  scheduled: number;
  running: number;
  ready: number;
}

interface Pod {
  metadata: { name: string; deletionTimestamp?: string };
  spec: { nodeName?: string; containers: { resources: { requests: { cpu: string } } }[] };
  status: {
    containerStatuses?: { state: { running?: object } }[];
    conditions?: { type: string; status: string }[];
  };
}

interface Autoscaler {
  spec: { metrics: { containerResource: { target: { averageUtilization: number } } }[] };
}

/** Looks at a service through one connection to the cluster, often and at little cost. */
export class ClusterView {
  private constructor(
    private readonly proxy: ChildProcess,
    private readonly url: string,
    private readonly namespace: string,
    private readonly service: string,
  ) {}

  /** @param service name of the service in the cluster */
  static async open({ env, namespace }: ProgramWorkspace, service: string): Promise<ClusterView> {
    const proxy = spawn("kubectl", ["--context", CLUSTER_NAME, "proxy", "--port=0"], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    // Its one line names the port that it has found.
    const [line] = (await Promise.race([once(proxy.stdout, "data"), once(proxy, "exit")])) as [Buffer | number];
    const address = /127\.0\.0\.1:\d+/.exec(String(line))?.[0];
    if (address === undefined) throw new Error(`kubectl proxy did not start: ${String(line)}`);
    return new ClusterView(proxy, `http://${address}`, namespace, service);
  }

  async look(): Promise<View> {
    const labels = `?labelSelector=app.kubernetes.io/name=${this.service}`;
    const [deployment, { items: pods }, { items: metrics }, autoscaler] = await Promise.all([
      this.get<{ spec: { replicas: number } }>("apis/apps/v1", `deployments/${this.service}`),
      this.get<{ items: Pod[] }>("api/v1", `pods${labels}`),
      this.get<{ items: { containers: { usage: { cpu: string } }[] }[] }>(
        "apis/metrics.k8s.io/v1beta1",
        `pods${labels}`,
      ),
      this.get<Autoscaler>("apis/autoscaling/v2", `horizontalpodautoscalers/${this.service}`),
    ]);
    const [metric] = autoscaler.spec.metrics;
    const request = quantityValue(pods[0]?.spec.containers[0]?.resources.requests.cpu ?? "0");
    const used = metrics.map(({ containers }) => quantityValue(containers[0]?.usage.cpu ?? "0"));
    const average = used.reduce((sum, one) => sum + one, 0) / used.length;
    const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    return {
      wanted: deployment.spec.replicas,
      utilization: used.length > 0 && request > 0 ? (100 * average) / request : undefined,
      target: 1.1 * (metric?.containerResource.target.averageUtilization ?? Number.NaN),
      pods: pods.length,
      scheduled: staying.filter(({ spec }) => spec.nodeName !== undefined).length,
      running: staying.filter(({ status }) => status.containerStatuses?.[0]?.state.running !== undefined).length,
      ready: staying.filter(({ status }) =>
        status.conditions?.some((one) => one.type === "Ready" && one.status === "True"),
      ).length,
    };
  }

  async close(): Promise<void> {
    const ended = once(this.proxy, "exit");
    this.proxy.kill();
    await ended;
  }

  private async get<Found>(api: string, what: string): Promise<Found> {
    const response = await fetch(`${this.url}/${api}/namespaces/${this.namespace}/${what}`);
    if (!response.ok) throw new Error(`${what}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Found;
  }
}
