import { createHash } from "node:crypto";
import * as path from "node:path";
import { runDirectory, stateDirectory } from "../paths";

/** The name of everything of ours that shares a namespace with others on the machine: cgroup, bridge prefix, context. */
export const CLUSTER_NAME = "platform-embedded";

/** The Kubernetes node name; fixed, so that a renamed machine keeps its node object and its volumes. */
export const NODE_NAME = "platform-embedded";

/** The bridge the pods hang on. Linux allows 15 characters. */
export const BRIDGE_NAME = "platform0";

/** The name of the pod network in the CNI configuration; it shows up in the port-mapping rules of the packet filter. */
export const CNI_NETWORK = "platform-embedded";

/** The containerd namespace of the images and containers that dockerd makes for builds; Kubernetes has `k8s.io`. */
export const DOCKER_NAMESPACE = "platform-docker";

/** Ports of the host processes. All are bound to loopback or to the bridge address, none to an outside address. */
export interface ClusterPorts {
  etcdClient: number;
  etcdPeer: number;
  apiServer: number;
  controllerManager: number;
  scheduler: number;
  kubelet: number;
  kubeletHealth: number;
  proxyHealth: number;
  proxyMetrics: number;
  registry: number;
}

/**
 * The fixed ports. etcd's are not its usual 2379 and 2380, which a developer's own etcd is likely to hold; the registry's is
 * part of image names, so it can be chosen with `PLATFORM_REGISTRY_PORT`.
 */
export function clusterPorts(environment: NodeJS.ProcessEnv = process.env): ClusterPorts {
  return {
    etcdClient: 23790,
    etcdPeer: 23800,
    apiServer: 6443,
    controllerManager: 10257,
    scheduler: 10259,
    kubelet: 10250,
    kubeletHealth: 10248,
    proxyHealth: 10256,
    proxyMetrics: 10249,
    registry: Number(environment.PLATFORM_REGISTRY_PORT || 5000),
  };
}

/** Where each file of the embedded cluster lives. */
export interface ClusterLayout {
  /** Survives stop and reboot. */
  state: string;
  /** Sockets and service directories; gone after a reboot. */
  run: string;
  /** What the cluster is: addresses, who started it, from which definition. */
  record: string;
  /** Certificates and keys, 0700. */
  pki: string;
  /** Generated configuration of the components, 0700 since some of it holds keys. */
  configuration: string;
  /** Kubeconfigs of the components, 0700. */
  kubeconfigs: string;
  /** The users' kubeconfig, 0600. */
  kubeconfig: string;
  /** One directory of rotated log files per component. */
  logs: string;
  etcdData: string;
  containerdRoot: string;
  containerdState: string;
  containerdSocket: string;
  dockerRoot: string;
  dockerExec: string;
  dockerSocket: string;
  registryData: string;
  kubeletRoot: string;
  podLogs: string;
  /** Directories of the dynamically provisioned volumes. */
  volumes: string;
  cniConfiguration: string;
  /** What the runtime may call to set up a pod's network: links to Debian's plugins and to our own. */
  cniPlugins: string;
  cniState: string;
  /**
   * Path of the control group below which every process of the cluster lives: the daemons in `daemons`, pods in `kubepods`, image
   * builds in `docker`. That is how stop finds all of them and nobody else's.
   */
  controlGroup: string;
  /** The scan directory of the supervisor. */
  services: string;
  /** Where the network policy controller says how the enforcement stands. */
  policySocket: string;
  /** What the supervisor executes. Not below `run`: where systemd runs, nothing on /run may be executed. */
  scripts: string;
  /** Kernel settings as they were before the first start, to be put back by stop. */
  sysctlRecord: string;
  /** Packet filter chains with names that clusters share, which were there before the first start: somebody else's. */
  chainRecord: string;
  /** Files and directories in fixed places which were there before the first start: somebody else's. Survives a reboot as they do. */
  placesRecord: string;
  /** Present while the cluster is meant to go down: neither the keeper nor the guard revives it. */
  stopping: string;
  /** Held by the keeper as long as it lives. */
  keeperLock: string;
  /** What the keeper, s6-svscan and each s6-supervise say. */
  keeperLog: string;
}

/** The layout under a state and a run directory; by default those of `embedded/paths.ts`. */
export function clusterLayout(state: string = stateDirectory(), run: string = runDirectory()): ClusterLayout {
  const inState = (...parts: string[]): string => path.join(state, ...parts);
  const inRun = (...parts: string[]): string => path.join(run, ...parts);
  return {
    state,
    run,
    record: inState("cluster.json"),
    pki: inState("pki"),
    configuration: inState("configuration"),
    kubeconfigs: inState("kubeconfigs"),
    kubeconfig: inState("kubeconfig"),
    logs: inState("logs"),
    etcdData: inState("etcd"),
    containerdRoot: inState("containerd"),
    containerdState: inRun("containerd"),
    containerdSocket: inRun("containerd.sock"),
    dockerRoot: inState("docker"),
    dockerExec: inRun("docker"),
    dockerSocket: inRun("docker.sock"),
    registryData: inState("registry"),
    kubeletRoot: inState("kubelet"),
    podLogs: inState("pod-logs"),
    volumes: inState("volumes"),
    cniConfiguration: inState("cni"),
    cniPlugins: inState("cni-plugins"),
    cniState: inRun("cni"),
    controlGroup: controlGroupOf(run),
    services: inRun("services"),
    policySocket: inRun("network-policies.sock"),
    scripts: inState("scripts"),
    sysctlRecord: inRun("sysctl.json"),
    chainRecord: inRun("chains.json"),
    placesRecord: inState("fixed-places.json"),
    stopping: inRun("stopping"),
    keeperLock: inRun("keeper.lock"),
    keeperLog: inState("logs", "keeper.log"),
  };
}

/** A cluster in another run directory has another control group: whoever stops one never ends processes of the other. */
function controlGroupOf(run: string): string {
  if (run === runDirectory({})) return `/${CLUSTER_NAME}`;
  return `/${CLUSTER_NAME}-${createHash("sha256").update(run).digest("hex").slice(0, 8)}`;
}

/** The executables the cluster is made of; `embedded/toolchain` provides it. */
export interface ClusterBinaries {
  /**
   * The absolute path of an executable.
   *
   * @param name `kubernetes`, `coredns`, `network-policy-controller`, `network-policy-plugin`, `storage-provisioner`, `pause`, `crane`,
   *   `containerd`, `runc`, `ctr`, `dockerd`, `docker` or `docker-registry`
   */
  path(name: string): string;
  /** The directory of the CNI plugins. */
  cniPlugins: string;
}
