import * as fs from "node:fs";
import * as path from "node:path";
import type { Report } from "../report";
import { readIfPresent, removeIfEmpty, writeFileAtomically } from "./files";
import { findForeignNode } from "./foreign-node";
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

/** The kubelet's files of device plugins. Their place is the same for every kubelet of a machine, whatever its root directory. */
const DEVICE_PLUGIN_FILES = ["kubelet.sock", "kubelet_internal_checkpoint", "DEPRECATION"].map((name) =>
  path.join("/var/lib/kubelet/device-plugins", name),
);

/** Notes what others have in the fixed places before our components start. Kept from the first start after a stop. */
export function recordFixedPlaces(layout: ClusterLayout): void {
  // The other record is older than this one where an earlier version started the cluster: what is there is ours.
  if (readIfPresent(layout.placesRecord) !== undefined || readIfPresent(layout.sysctlRecord) !== undefined) return;
  const existing = [...DEVICE_PLUGIN_FILES, ...FIXED_DIRECTORIES].filter((place) => fs.existsSync(place));
  writeFileAtomically(layout.placesRecord, JSON.stringify(existing));
}

/** Removes what the components of a stopped cluster left in fixed places, and nothing of others that use them too. */
export function removeLeftovers(layout: ClusterLayout, report: Report): void {
  removeLogLinks(layout);
  removeNetworkResults(layout);
  const record = readIfPresent(layout.placesRecord);
  // Without either record, no component of this cluster has run since the last stop.
  if (record === undefined && readIfPresent(layout.chainRecord) === undefined) return;
  const existedBefore = record === undefined ? [] : (JSON.parse(record) as string[]);
  const isOurs = (place: string): boolean => !existedBefore.includes(place);
  const node = findForeignNode(layout);
  if (node) {
    report(`the kubelet's files of device plugins stay, since process ${node.pid} (${node.command}) is another node`);
  } else {
    for (const file of DEVICE_PLUGIN_FILES.filter(isOurs)) fs.rmSync(file, { force: true });
  }
  for (const directory of FIXED_DIRECTORIES.filter(isOurs)) removeIfEmpty(directory);
  fs.rmSync(layout.placesRecord, { force: true });
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
