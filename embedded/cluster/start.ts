import * as fs from "node:fs";
import { ensureSystemImages } from "../images/system";
import { LoopbackRegistry } from "../images/registry";
import { repositoryRoot } from "../paths";
import type { Report } from "../report";
import { addonObjects } from "./addons";
import { certificateRequests } from "./certificates";
import { createControlGroup } from "./cgroups";
import { writeConfiguration, type ClusterContext } from "./configuration";
import { writeContainerdConfiguration } from "./containerd";
import { connectionOf, imageRecord, type RunningCluster } from "./connection";
import { checkForeignNode } from "./foreign-node";
import { kubeconfigFile, writeKubeconfigs } from "./kubeconfig";
import { BootstrapClient } from "./kubernetes-client";
import { CLUSTER_NAME, clusterLayout, clusterPorts, type ClusterBinaries, type ClusterLayout } from "./layout";
import { recordFixedPlaces } from "./leftovers";
import { withClusterLock } from "./lock";
import { inspectMachine } from "./machine";
import { checkBridgeOwner, setUpNetwork } from "./network";
import { ensurePki } from "./pki";
import { checkHost, checkPorts, portsOf } from "./preflight";
import { currentStarter, ensureRecord, writeRecord } from "./record";
import { definitionOf, refuseForeignDefinition } from "./sharing";
import { serviceDefinitions, SERVICE_NAMES, type ServiceName } from "./services";
import { Supervisor } from "./supervisor";
import * as readiness from "./readiness";

/** What `startCluster` needs. */
export interface StartOptions {
  /** The executables, from `embedded/toolchain`. */
  binaries: ClusterBinaries;
  /** Is told each step. */
  report: Report;
  /** Default: the layout of this machine. */
  layout?: ClusterLayout;
  /** Replace the services of a cluster that another source tree started with other versions; default false. */
  takeOver?: boolean;
}

/** The services that the others need, in the order of the start. */
const FIRST: readonly ServiceName[] = ["etcd", "registry", "containerd", "kube-apiserver", "network-policy-controller"];

/**
 * Starts the embedded cluster and its registry, or repairs what is not running of them, and waits until the node is ready,
 * network policies are enforced, DNS answers and metrics are served. Safe to repeat at any time: what runs is left alone.
 *
 * @returns how to reach it
 * @throws ClusterError when something is missing, taken, full or does not come up in time
 */
export async function startCluster(options: StartOptions): Promise<RunningCluster> {
  const layout = options.layout ?? clusterLayout();
  await checkHost(layout);
  const owner = {
    pid: process.pid,
    action: "start",
    directory: repositoryRoot,
    since: new Date().toISOString(),
  };
  await withClusterLock(layout.run, owner, options.report, () => start(layout, options));
  return connectionOf(layout);
}

async function start(layout: ClusterLayout, { binaries, report, takeOver }: StartOptions): Promise<void> {
  const ports = clusterPorts();
  const supervisor = new Supervisor(layout);
  report("checking the machine");
  checkForeignNode(layout);
  await checkBridgeOwner(layout);
  const record = await ensureRecord(layout);
  const { network } = record;
  const definition = definitionOf(binaries);
  const wasRunning = await supervisor.isRunning();
  if (wasRunning && !takeOver) refuseForeignDefinition(record, definition);
  await checkFreePorts(supervisor, network.gateway);

  report("preparing network, certificates and control groups");
  createControlGroup(layout.controlGroup);
  recordFixedPlaces(layout);
  await setUpNetwork(layout, network);
  await ensurePki(layout.pki, certificateRequests(network));
  writeKubeconfigs(layout, network, ports);
  for (const directory of [layout.etcdData, layout.registryData, layout.kubeletRoot, layout.volumes, layout.podLogs]) {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  const context: ClusterContext = { layout, ports, network, binaries, machine: inspectMachine() };
  writeConfiguration(context);
  supervisor.prepare(serviceDefinitions(context).filter(({ name }) => name === "registry" || name === "etcd"));
  await supervisor.ensureRunning();

  report("starting etcd and the registry");
  await Promise.all([supervisor.up("registry"), supervisor.up("etcd")]);
  const registry = new LoopbackRegistry(connectionOf(layout).registry);
  await readiness.waitForRegistry(layout, registry);
  const images = await ensureSystemImages(imageRecord(layout), binaries, report);
  writeContainerdConfiguration(context, images.pause);
  supervisor.prepare(serviceDefinitions(context));
  await supervisor.ensureRunning();

  report("starting containerd and the API server");
  const client = new BootstrapClient(layout, network, ports);
  await Promise.all((["containerd", "kube-apiserver"] as ServiceName[]).map((name) => supervisor.up(name)));
  await readiness.waitForApiServer(layout, client);

  report("starting controllers, scheduler, kubelet and proxy");
  // Before the kubelet, which starts pods.
  await supervisor.up("network-policy-controller");
  await readiness.waitForPodsHeld(layout);
  const rest = SERVICE_NAMES.filter((name) => !FIRST.includes(name));
  await Promise.all([
    ...rest.map((name) => supervisor.up(name)),
    client.apply(binaries, addonObjects(layout, network, images)),
  ]);
  report("waiting for the node");
  await readiness.waitForNode(layout, client);
  report("waiting for network policies, DNS and metrics");
  await Promise.all([
    readiness.waitForPolicies(layout),
    readiness.waitForDns(layout, network),
    readiness.waitForMetrics(layout, client),
    readiness.waitForDocker(layout),
    readiness.waitForStorageClass(client),
  ]);
  writeRecord(layout, { ...record, definition, startedFrom: currentStarter() });
  report(`the cluster is ready: kubeconfig ${kubeconfigFile(layout, "administrator")}, context ${CLUSTER_NAME}`);
}

async function checkFreePorts(supervisor: Supervisor, gateway: string): Promise<void> {
  const ports = clusterPorts();
  const states = await Promise.all(SERVICE_NAMES.map((name) => supervisor.state(name)));
  await checkPorts(states.filter(({ up }) => !up).flatMap(({ name }) => portsOf(name, ports, gateway)));
}
