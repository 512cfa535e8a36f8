/** The embedded cluster: a real Kubernetes node and registry on this machine. */
export { ensureClusterBinaries } from "./binaries";
export { imageRecord, type RunningCluster } from "./connection";
export { ClusterError } from "./errors";
export { clusterLayout, type ClusterBinaries, type ClusterLayout } from "./layout";
export { clusterLogs } from "./logs";
export { checkHost } from "./preflight";
export { startCluster, type StartOptions } from "./start";
export { clusterStatus, type ClusterPhase, type ClusterStatus } from "./status";
export { stopCluster, type StopOptions } from "./stop";
