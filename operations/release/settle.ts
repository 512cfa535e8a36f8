import { setTimeout as delay } from "node:timers/promises";
import execa from "execa";
import { timeoutFactor } from "../../embedded/timeouts";
import type { ServiceOutput } from "../services";
import type { Place } from "./place";

/** Between two looks, in milliseconds. */
const INTERVAL = 500;

/** What is looked at of a pod. */
interface Pod {
  metadata: { name: string; deletionTimestamp?: string };
}

/**
 * Waits until no pod of an earlier version is left that could still answer for a service: an update ends when enough new ones are ready, while
 * the old ones still finish their requests.
 *
 * @param limit milliseconds, on a machine of usual speed
 * @returns the pods that were still ending at the limit
 */
export async function settle(service: ServiceOutput, place: Place, limit: number): Promise<string[]> {
  const deadline = Date.now() + limit * timeoutFactor();
  for (;;) {
    const ending = await endingPods(service, place);
    if (ending.length === 0 || Date.now() > deadline) return ending;
    await delay(INTERVAL);
  }
}

async function endingPods({ name, namespace }: ServiceOutput, { cluster, environment }: Place): Promise<string[]> {
  const selector = `app.kubernetes.io/name=${name}`;
  const args = ["get", "pods", "--namespace", namespace, "--selector", selector, "--output", "json"];
  const { stdout } = await execa("kubectl", [...cluster, ...args], { env: environment });
  const { items } = JSON.parse(stdout) as { items: Pod[] };
  return items.filter(({ metadata }) => metadata.deletionTimestamp !== undefined).map(({ metadata }) => metadata.name);
}
