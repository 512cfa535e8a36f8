import * as path from "node:path";
import { ImageRecord } from "../images/record";
import { LoopbackRegistry } from "../images/registry";
import { CLUSTER_NAME, clusterPorts, type ClusterLayout } from "./layout";

/** The cluster as its users need to know it. */
export interface RunningCluster {
  /** File with the administrator's credentials, readable by root. */
  kubeconfig: string;
  /** Name of the context in it. */
  context: string;
  /** Host and port of the registry, as image names begin. */
  registry: string;
  /** Socket of the Docker daemon that builds images. */
  dockerHost: string;
}

/** How the users reach the cluster of that layout. */
export function connectionOf(layout: ClusterLayout): RunningCluster {
  return {
    kubeconfig: layout.kubeconfig,
    context: CLUSTER_NAME,
    registry: `127.0.0.1:${clusterPorts().registry}`,
    dockerHost: `unix://${layout.dockerSocket}`,
  };
}

/** The record of the images in the registry of that layout. */
export function imageRecord(layout: ClusterLayout): ImageRecord {
  return new ImageRecord(path.join(layout.state, "images.json"), new LoopbackRegistry(connectionOf(layout).registry));
}
