import { connectionOf, type RunningCluster } from "./connection";
import { BootstrapClient } from "./kubernetes-client";
import { messageOf } from "./errors";
import { clusterLayout, clusterPorts, NODE_NAME, type ClusterLayout } from "./layout";
import { policyStatus, type PolicyStatus } from "./policies";
import { readRecord, type ClusterRecord } from "./record";
import { SERVICE_NAMES } from "./services";
import { Supervisor, type ServiceState } from "./supervisor";

/** `running`: all is well. `degraded`: a part is down or not ready. `stopped`: there is data. `absent`: there is nothing. */
export type ClusterPhase = "running" | "degraded" | "stopped" | "absent";

/** What the cluster is doing. */
export interface ClusterStatus {
  phase: ClusterPhase;
  /** Each fault in one line; empty when running. */
  faults: string[];
  services: ServiceState[];
  /** How the enforcement of network policies stands; undefined while its controller does not answer. */
  policies?: PolicyStatus;
  startedFrom?: ClusterRecord["startedFrom"];
  connection: RunningCluster;
}

/** Looks at the cluster; changes nothing and waits for nothing. */
export async function clusterStatus(layout: ClusterLayout = clusterLayout()): Promise<ClusterStatus> {
  const record = readRecord(layout);
  const supervisor = new Supervisor(layout);
  const services = await Promise.all(SERVICE_NAMES.map((name) => supervisor.state(name)));
  const isSupervised = await supervisor.isRunning();
  const policies = await policyStatus(layout).catch(() => undefined);
  const base = { services, policies, startedFrom: record?.startedFrom, connection: connectionOf(layout) };
  if (!record) return { ...base, phase: "absent", faults: [] };
  if (!isSupervised && services.every(({ up }) => !up)) return { ...base, phase: "stopped", faults: [] };
  const faults = services.filter(({ up }) => !up).map(({ name }) => `${name} is down`);
  if (!isSupervised) faults.unshift("the supervisor is not running");
  if (!policies?.enforced) faults.push(`network policies are not enforced: ${policies?.fault ?? "no answer"}`);
  faults.push(...(await nodeFaults(new BootstrapClient(layout, record.network, clusterPorts()))));
  return { ...base, phase: faults.length === 0 ? "running" : "degraded", faults };
}

async function nodeFaults(client: BootstrapClient): Promise<string[]> {
  try {
    const { status, body } = await client.get("/readyz");
    if (status !== 200) return [`the API server is not ready: ${body.slice(0, 200)}`];
    const node = await client.getJson<{ status: { conditions: { type: string; status: string; message: string }[] } }>(
      `/api/v1/nodes/${NODE_NAME}`,
    );
    const ready = node.status.conditions.find(({ type }) => type === "Ready");
    return ready?.status === "True" ? [] : [`the node is not ready: ${ready?.message ?? "unknown"}`];
  } catch (error) {
    return [`the API server does not answer: ${messageOf(error)}`];
  }
}
