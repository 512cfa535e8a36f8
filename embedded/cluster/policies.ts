import { request } from "node:http";
import { z } from "zod";
import { timeoutFactor } from "../timeouts";
import type { ClusterLayout } from "./layout";
import { run, tryRun } from "./run";

/** The table of the packet filter that the network policy controller alone writes. */
const TABLE = ["inet", "platform-policies"];

const statusSchema = z.object({
  enforced: z.boolean(),
  pods: z.number(),
  policies: z.number(),
  foreignChanges: z.number(),
  fault: z.string().optional(),
});

/** How the enforcement of network policies stands, in the words of the controller. */
export type PolicyStatus = z.infer<typeof statusSchema>;

/**
 * Asks the network policy controller how the enforcement stands.
 *
 * @throws Error if it does not answer
 */
export async function policyStatus(layout: ClusterLayout): Promise<PolicyStatus> {
  return statusSchema.parse(JSON.parse(await ask(layout, "/status")));
}

function ask(layout: ClusterLayout, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timeout = 3000 * timeoutFactor();
    const call = request({ socketPath: layout.policySocket, path, timeout }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    });
    call.on("timeout", () => call.destroy(new Error("no answer")));
    call.on("error", reject);
    call.end();
  });
}

/** Removes the rules of the network policies. They outlive their controller, but not the cluster. */
export async function removePolicyTable(): Promise<void> {
  const found = await tryRun("nft", ["list", "table", ...TABLE]);
  if (found.code !== 0) return;
  await run("nft", ["delete", "table", ...TABLE]);
}
