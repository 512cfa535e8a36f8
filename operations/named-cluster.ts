import type { StackCluster } from "./stack-cluster";

/** Milliseconds for a cluster to answer that may be far away. */
const LIMITS = { connect: 10_000, answer: 20_000 };

/**
 * Checks a cluster that is not the embedded one: that it can be found, answers, takes the credentials and is new enough, or as new as the
 * stack's file says it is, by which the services have been checked. Makes nothing.
 *
 * @param stack for messages
 * @throws Error that says what is missing
 */
export async function checkNamedCluster(
  stack: string,
  { context, kubeconfig, version: declared }: StackCluster,
): Promise<void> {
  const { loadKubeconfig } = await import("../engine/kubernetes/kubeconfig");
  const { ApiClient } = await import("../engine/kubernetes/client");
  const { LEAST_VERSION } = await import("../features/target/version");
  let version: string;
  try {
    const client = new ApiClient(await loadKubeconfig({ kubeconfig, context }), LIMITS);
    try {
      version = await client.version();
    } finally {
      client.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The stack ${stack} is on the cluster ${context}, as Pulumi.${stack}.yaml says, which cannot be used from here: ${reason}\n` +
        `Nothing has been made. Have KUBECONFIG (or platform:target.kubeconfig in that file) name a kubeconfig with the context ` +
        `${context}, or name another cluster under platform:target, or the one on this machine (kind: embedded).\n` +
        `To see all of ${stack} come up on this machine, beside its other stacks: npm run up -- --stack ${stack} --rehearse`,
      { cause: error },
    );
  }
  if (!isOlder(version, declared ?? LEAST_VERSION)) return;
  const found = `The cluster ${context} of the stack ${stack} has Kubernetes ${version}`;
  throw new Error(
    declared === undefined
      ? `${found}; ${LEAST_VERSION} or newer is needed, for pauses before a container is stopped (lifecycle.preStop.sleep), among others. ` +
          `Nothing has been made. Upgrade it, name another cluster under platform:target in Pulumi.${stack}.yaml, or say its version there ` +
          `(platform:target.version): each preview then checks that the services do with what it has.`
      : `${found}, and Pulumi.${stack}.yaml says ${declared} (platform:target.version). Nothing has been made. Upgrade it, or correct the ` +
          `version there: each preview then checks that the services do with what it has.`,
  );
}

/** Whether a server's version is older than another one. A server whose version says nothing of Kubernetes' is believed to have all. */
function isOlder(version: string, least: string): boolean {
  const [found, needed] = [version, least].map((text) => /^v?(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number));
  if (!found || !needed) return false;
  const [major = 0, minor = 0] = found;
  const [leastMajor = 0, leastMinor = 0] = needed;
  return major === leastMajor ? minor < leastMinor : major < leastMajor;
}
