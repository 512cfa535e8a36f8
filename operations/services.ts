import execa from "execa";
import { formatDuration } from "../embedded/report";
import { timeoutFactor } from "../embedded/timeouts";

/** A service as the stack's outputs say it. */
export interface ServiceOutput {
  name: string;
  namespace: string;
  /** URL from outside the cluster; undefined where it is not exposed. */
  url?: string;
  /** URL inside the cluster; undefined where it has no port. */
  internalUrl?: string;
  image: string;
}

/** A service with how it is now. */
export interface ServiceReport extends ServiceOutput {
  ready: string;
}

/** How long a service may take to answer once its rollout is complete, in milliseconds, on a machine of usual speed. */
const answerTimeout = 60_000;

/** Asks until the answer is not an error of the server: the packet filter of a node follows an endpoint within a second. */
export async function waitForAnswer({ name, url }: ServiceOutput, cluster: readonly string[]): Promise<void> {
  if (!url) return;
  const limit = answerTimeout * timeoutFactor();
  const deadline = Date.now() + limit;
  for (;;) {
    let last: string;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5_000 * timeoutFactor()) });
      await response.arrayBuffer();
      if (response.status < 500) return;
      last = `it answers ${response.status}`;
    } catch (error) {
      const cause = error instanceof Error ? ((error.cause as Error | undefined) ?? error) : error;
      last = cause instanceof Error ? cause.message : String(cause);
    }
    if (Date.now() > deadline) {
      throw new Error(
        `${name} is rolled out but does not answer at ${url} within ${formatDuration(limit)}: ${last}. ` +
          `Look at its log: kubectl ${cluster.join(" ")} logs -l app.kubernetes.io/name=${name} --all-namespaces`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/**
 * How a service is, by its own object in the cluster.
 *
 * @param cluster the options with which kubectl asks the stack's cluster
 * @throws Error when it is not there, as an update does not see what was deleted behind its back
 */
export async function describeService(
  service: Pick<ServiceOutput, "name" | "namespace" | "image">,
  cluster: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<ServiceReport> {
  const { name, namespace } = service;
  const get = async <Found>(...what: string[]): Promise<Found | undefined> => {
    const args = ["get", ...what, "--namespace", namespace, "--output", "json", "--ignore-not-found"];
    const { stdout } = await execa("kubectl", [...cluster, ...args], { env: environment });
    return stdout ? (JSON.parse(stdout) as Found) : undefined;
  };
  const deployment = await get<{ spec: { replicas: number }; status: { readyReplicas?: number } }>("deployment", name);
  if (deployment) {
    return { ...service, ready: `${deployment.status.readyReplicas ?? 0}/${deployment.spec.replicas}` };
  }
  const runs = await get<{ items: { kind: string }[] }>(`cronjob/${name}`, `job/${name}`);
  const kind = runs?.items[0]?.kind;
  if (kind === undefined) {
    throw new Error(
      `${name} is in the state and not in the namespace ${namespace}: somebody deleted it. An update alone does not see that. ` +
        "Run pulumi refresh for the stack, then the same command again.",
    );
  }
  // The update has waited until a Job had succeeded.
  return { ...service, ready: kind === "CronJob" ? "by schedule" : "done" };
}
