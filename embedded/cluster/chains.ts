import { ClusterError } from "./errors";
import { readIfPresent, writeFileAtomically } from "./files";
import type { ForeignNode } from "./foreign-node";
import type { ClusterLayout } from "./layout";
import type { Report } from "../report";
import {
  CHAINS,
  chainsOf,
  foreignServices,
  ownNetworks,
  removalScript,
  type SavedTable,
  sharedNamesOf,
} from "./packet-filter";
import { run, tryRun } from "./run";

/** All tables that the cluster's components write, those with our own chains last: they are the evidence that the others are ours. */
export async function savedTables(): Promise<SavedTable[]> {
  const tables: SavedTable[] = [];
  for (const family of ["6", ""] as const) {
    for (const table of ["raw", "mangle", "nat", "filter"]) {
      const { code, stdout } = await tryRun(`ip${family}tables-save`, ["-t", table]);
      if (code === 0) tables.push({ family, table, saved: stdout });
    }
  }
  return tables;
}

const recordedName = ({ family, table }: SavedTable, chain: string): string => `ip${family}/${table}/${chain}`;

/**
 * Notes which chains are there before our components write theirs. Kept only from the first start after a stop.
 *
 * @param hasBridge whether the cluster's bridge is there: it runs already, or did and left its chains
 */
export async function recordChains(layout: ClusterLayout, hasBridge: boolean): Promise<void> {
  if (readIfPresent(layout.chainRecord) !== undefined) return;
  const tables = await savedTables();
  // What is not seen now would pass for ours later.
  for (const needed of ["nat", "filter"]) {
    if (tables.some(({ family, table }) => family === "" && table === needed)) continue;
    throw new ClusterError(
      `it cannot be found out which packet filter rules are there: \`iptables-save -t ${needed}\` fails`,
      "the kernel needs nf_tables or ip_tables with nat; run that command to see what it lacks",
    );
  }
  const isOurs = hasBridge || hasOwnChains(tables);
  const foreign = tables.flatMap((one) => sharedNamesOf(one.saved).map((chain) => recordedName(one, chain)));
  writeFileAtomically(layout.chainRecord, JSON.stringify(isOurs ? [] : foreign));
}

const hasOwnChains = (tables: readonly SavedTable[]): boolean =>
  tables.some(({ saved }) => chainsOf(saved).some((chain) => CHAINS.some(({ name }) => name === chain)));

/**
 * Removes this cluster's rules and chains from the packet filter. What others made, or made too, stays, and that is reported.
 *
 * @param hasBridge whether the cluster's bridge is there
 * @param node another Kubernetes node that runs in this network
 */
export async function removeChains(
  layout: ClusterLayout,
  hasBridge: boolean,
  node: ForeignNode | undefined,
  report: Report,
): Promise<void> {
  const tables = await savedTables();
  const record = readIfPresent(layout.chainRecord);
  const existedBefore = new Set(record === undefined ? [] : (JSON.parse(record) as string[]));
  const networks = ownNetworks(tables);
  const others = foreignServices(tables, networks);
  // Without a sign that this cluster was here, only what bears its name can be its.
  const wasHere = record !== undefined || hasBridge || hasOwnChains(tables);
  const isOthers = !wasHere || node !== undefined || others.length > 0;
  const left = new Set<string>();
  for (const one of tables) {
    const isShared = (chain: string): boolean => isOthers || existedBefore.has(recordedName(one, chain));
    const script = removalScript(one.saved, one.table, { networks, isShared });
    if (script) await run(`ip${one.family}tables-restore`, ["--wait", "10", "--noflush"], { input: script });
    for (const chain of wasHere ? sharedNamesOf(one.saved).filter(isShared) : []) {
      if (!script?.includes(`-X ${chain}\n`)) left.add(chain);
    }
  }
  if (left.size === 0) return;
  const reason = node
    ? `process ${node.pid} (${node.command}) is another Kubernetes node, whose they are too`
    : others.length > 0
      ? `another cluster has rules in them (for ${others.slice(0, 3).join(", ")})`
      : "they were there before this cluster";
  report(`packet filter chains stay, since ${reason}: ${[...left].sort().join(", ")}`);
}
