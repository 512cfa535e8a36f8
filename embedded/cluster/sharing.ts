import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheDirectory } from "../../engine/cache-directory";
import { repositoryRoot } from "../paths";
import { ClusterError } from "./errors";
import type { ClusterBinaries } from "./layout";
import type { ClusterRecord } from "./record";

/** The programs whose version decides what kind of cluster runs. */
const DECISIVE = [
  "kubernetes",
  "containerd",
  "runc",
  "coredns",
  "metrics-server",
  "network-policy-controller",
  "network-policy-plugin",
  "storage-provisioner",
];

/** Identifies the component versions a source tree would run the cluster with. */
export function definitionOf(binaries: ClusterBinaries): string {
  // The cache names each by what it was made from; where the cache is differs from user to user.
  const cache = fs.realpathSync(cacheDirectory());
  const files = DECISIVE.map((name) => path.relative(cache, fs.realpathSync(binaries.path(name))));
  return createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16);
}

/**
 * A running cluster with the same component versions is shared between source trees. One with other versions is not replaced
 * without being asked to: its pods may be somebody's work.
 *
 * @throws ClusterError that names the tree it was started from
 */
export function refuseForeignDefinition(record: ClusterRecord, definition: string): void {
  const { startedFrom } = record;
  if (!startedFrom || !record.definition || record.definition === definition) return;
  if (startedFrom.directory === repositoryRoot) return;
  throw new ClusterError(
    `the embedded cluster of this machine runs with other component versions; ${startedFrom.user} started it from ${startedFrom.directory} at ${startedFrom.at}`,
    "stop it there (`npm run cluster -- stop`), or replace its components with `npm run cluster -- start --take-over` (its data stays)",
  );
}
