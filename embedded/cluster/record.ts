import * as os from "node:os";
import { z } from "zod";
import { repositoryRoot } from "../paths";
import { ClusterError } from "./errors";
import { readIfPresent, writeFileAtomically } from "./files";
import type { ClusterLayout } from "./layout";
import { chooseNetwork, machineRoutes, type ClusterNetwork } from "./network";

const networkSchema = z.object({
  podCidr: z.string(),
  gateway: z.string(),
  prefixLength: z.number(),
  podRange: z.object({ start: z.string(), end: z.string() }),
  buildCidr: z.string(),
  serviceCidr: z.string(),
  apiServiceAddress: z.string(),
  dnsServiceAddress: z.string(),
});

const recordSchema = z.object({
  /** The addresses; they are in certificates and in objects, so they stay for the life of the cluster. */
  network: networkSchema,
  /** Of the tree that started it last. */
  startedFrom: z.object({ directory: z.string(), user: z.string(), at: z.string() }).optional(),
  /** What the running services were made from. */
  definition: z.string().optional(),
});

/** What the state directory says of the cluster. */
export type ClusterRecord = z.infer<typeof recordSchema>;

/**
 * Reads the record, if there is a cluster.
 *
 * @throws ClusterError if the file is damaged
 */
export function readRecord(layout: ClusterLayout): ClusterRecord | undefined {
  const text = readIfPresent(layout.record);
  if (text === undefined) return undefined;
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    throw new ClusterError(
      `the cluster's record ${layout.record} is damaged`,
      "restore it, or run `npm run cluster -- reset`, which deletes the cluster's data",
      text.slice(0, 500),
    );
  }
}

/** The record, made at the first start. */
export async function ensureRecord(layout: ClusterLayout): Promise<ClusterRecord> {
  const existing = readRecord(layout);
  if (existing) return existing;
  const record: ClusterRecord = { network: chooseNetwork(await machineRoutes()) satisfies ClusterNetwork };
  writeRecord(layout, record);
  return record;
}

/** Writes the record. */
export function writeRecord(layout: ClusterLayout, record: ClusterRecord): void {
  writeFileAtomically(layout.record, `${JSON.stringify(record, null, 2)}\n`);
}

/** This tree and user, as the record names who started the cluster. */
export function currentStarter(): { directory: string; user: string; at: string } {
  return { directory: repositoryRoot, user: os.userInfo().username, at: new Date().toISOString() };
}
