import * as fs from "node:fs";
import * as path from "node:path";
import { readIfPresent, removeIfEmpty } from "./files";
import type { ClusterLayout } from "./layout";

/** Where components keep files in fixed places of the machine, which others may use too. Children before their parents. */
const FIXED_DIRECTORIES = [
  "/var/lib/kubelet/device-plugins",
  "/var/lib/kubelet",
  "/var/log/containers",
  "/var/lib/cni/results",
  "/var/lib/cni",
  "/run/containerd/s",
  "/run/containerd",
  "/run/docker/plugins",
  "/run/docker",
  "/run/runc",
];

/** Removes what the components of a stopped cluster left in fixed places, and nothing of others that use them too. */
export function removeLeftovers(layout: ClusterLayout): void {
  removeLogLinks(layout);
  removeNetworkResults(layout);
  for (const name of ["kubelet.sock", "kubelet_internal_checkpoint", "DEPRECATION"]) {
    fs.rmSync(path.join("/var/lib/kubelet/device-plugins", name), { force: true });
  }
  for (const directory of FIXED_DIRECTORIES) removeIfEmpty(directory);
}

/** The kubelet links the logs of containers by their pods' names. */
function removeLogLinks(layout: ClusterLayout): void {
  for (const link of filesIn("/var/log/containers")) {
    const target = fs.lstatSync(link).isSymbolicLink() ? fs.readlinkSync(link) : "";
    if (target.startsWith(`${layout.podLogs}/`)) fs.rmSync(link);
  }
}

/** The CNI library keeps what it answered for each pod, with the pod's network namespace, which is below our run directory. */
function removeNetworkResults(layout: ClusterLayout): void {
  for (const file of filesIn("/var/lib/cni/results")) {
    if ((readIfPresent(file) ?? "").includes(`"${layout.run}/`)) fs.rmSync(file);
  }
}

function filesIn(directory: string): string[] {
  return fs.existsSync(directory) ? fs.readdirSync(directory).map((name) => path.join(directory, name)) : [];
}
