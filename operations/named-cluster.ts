import type { StackCluster } from "./stack-cluster";

/**
 * The oldest minor version of Kubernetes that has what the components use; each line is a feature and the version that has it without
 * being asked to:
 *
 * - a pause before a container is stopped, `lifecycle.preStop.sleep` (rolling updates without a lost request): 1.30
 * - spreading within a revision, `topologySpreadConstraints.matchLabelKeys`: 1.27
 * - draining nodes of pods that are not healthy, `unhealthyPodEvictionPolicy`: 1.27
 * - pod security standards by namespace labels: 1.23
 * - server-side apply, with which every object is written: 1.22
 */
export const MINIMUM_KUBERNETES = { major: 1, minor: 30 };

/** Milliseconds for a cluster to answer that may be far away. */
const LIMITS = { connect: 10_000, answer: 20_000 };

/**
 * Checks a cluster that is not the embedded one: that it can be found, answers, takes the credentials and is new enough. Makes nothing.
 *
 * @param stack for messages
 * @throws Error that says what is missing
 */
export async function checkNamedCluster(stack: string, { context, kubeconfig }: StackCluster): Promise<void> {
  const { loadKubeconfig } = await import("../engine/kubernetes/kubeconfig");
  const { ApiClient } = await import("../engine/kubernetes/client");
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
  if (isOld(version)) {
    const { major, minor } = MINIMUM_KUBERNETES;
    throw new Error(
      `The cluster ${context} of the stack ${stack} has Kubernetes ${version}; ${major}.${minor} or newer is needed, for pauses before ` +
        `a container is stopped (lifecycle.preStop.sleep), among others. Nothing has been made. Upgrade it, or name another cluster ` +
        `under platform:target in Pulumi.${stack}.yaml.`,
    );
  }
}

/** Whether a server of that version lacks something. One whose version says nothing of Kubernetes' is believed to have all. */
function isOld(version: string): boolean {
  const match = /^v?(\d+)\.(\d+)/.exec(version);
  if (!match) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major !== MINIMUM_KUBERNETES.major ? major < MINIMUM_KUBERNETES.major : minor < MINIMUM_KUBERNETES.minor;
}
