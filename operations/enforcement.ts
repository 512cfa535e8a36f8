import execa from "execa";
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { thirdPartyImage } from "../embedded/images/registry";
import { timeoutFactor } from "../embedded/timeouts";
import { kubectlOptions, type StackCluster } from "./stack-cluster";

/** What a probe found out about the network policies of a cluster. */
export interface Enforcement {
  /** Whether a connection that the stack's policies forbid was refused; undefined where that could not be found out. */
  enforced?: boolean;
  /** Why it could not be found out, in one line. */
  reason?: string;
}

/** Runs kubectl on the cluster that is probed, and gives what it prints; throws with its words when it fails. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

/** What a probe takes. */
export interface ProbeOptions {
  kubectl: Kubectl;
  /** A namespace of the stack: its policies deny everything that no service is allowed. */
  namespace: string;
  /** A service of the stack in that namespace, whose ServiceAccount names the Secrets that images are pulled with. */
  service: string;
  /** Registry that third-party images come from; undefined where each comes from its own. */
  mirror?: string;
}

/** The program of the probe; nothing that any policy of a stack selects. */
const NAME = "network-policy-probe";

const SELECTOR = `app.kubernetes.io/name=${NAME}`;

/** Seconds after which the cluster itself ends the probe. */
const DEADLINE_SECONDS = 90;

/** Reasons for which a container waits that do not go away within the deadline. */
const HOPELESS = ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "CreateContainerConfigError"];

/**
 * What runs in the probe. First what is allowed, a connection to the cluster's DNS: a pod that reaches nothing says nothing of policies.
 * Then what is forbidden, one to the API server. Some clusters let a new pod talk for a moment, so it is tried for ten seconds.
 */
const SCRIPT = `
reach() { timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null; }
say() { printf %s "$1" > /dev/termination-log; exit 0; }
resolver=$(sed -n 's/^nameserver *//p' /etc/resolv.conf | head -n 1)
tries=0
until reach "$resolver" 53; do [ $((tries += 1)) -lt 5 ] || say unconnected; sleep 1; done
for _ in 1 2 3 4 5 6 7 8 9 10; do
  reach "$KUBERNETES_SERVICE_HOST" "$KUBERNETES_SERVICE_PORT" || say refused
  sleep 1
done
say connected
`;

interface PodStatus {
  status: {
    phase?: string;
    message?: string;
    containerStatuses?: {
      state?: { waiting?: { reason?: string; message?: string }; terminated?: { message?: string; reason?: string } };
    }[];
  };
}

/**
 * Tries a connection that a stack's network policies forbid, from a pod that is removed afterwards, and says whether it was refused.
 * Does not throw: a cluster that cannot be probed is an answer.
 */
export async function probeEnforcement({ kubectl, namespace, service, mirror }: ProbeOptions): Promise<Enforcement> {
  const name = `${NAME}-${randomBytes(4).toString("hex")}`;
  const inNamespace = ["--namespace", namespace];
  // One whose command was ended before it could remove it.
  const remove = ["delete", "pods", ...inNamespace, `--selector=${SELECTOR}`, "--ignore-not-found", "--wait=false"];
  try {
    await kubectl(remove);
    const account = await kubectl(["get", "serviceaccount", service, ...inNamespace, "--output=json"]);
    const { imagePullSecrets } = JSON.parse(account) as { imagePullSecrets?: { name: string }[] };
    const pod = probePod(name, thirdPartyImage("debian", mirror), imagePullSecrets);
    await kubectl(["create", ...inNamespace, "--filename=-"], JSON.stringify(pod));
    try {
      return await verdictOf(() => kubectl(["get", "pod", name, ...inNamespace, "--output=json"]));
    } finally {
      await kubectl(remove);
    }
  } catch (error) {
    return { reason: oneLine(error instanceof Error ? error.message : String(error)) };
  }
}

/** Waits until the probe has said what it found. */
async function verdictOf(get: () => Promise<string>): Promise<Enforcement> {
  const deadline = Date.now() + (DEADLINE_SECONDS + 10) * 1000 * timeoutFactor();
  for (;;) {
    const { status } = JSON.parse(await get()) as PodStatus;
    const { waiting, terminated } = status.containerStatuses?.[0]?.state ?? {};
    switch (terminated?.message) {
      case "refused":
        return { enforced: true };
      case "connected":
        return { enforced: false };
      case "unconnected":
        return { reason: "the probe does not even reach the cluster's DNS, which its policies allow" };
    }
    const why = waiting?.message ?? waiting?.reason ?? status.message ?? terminated?.message ?? terminated?.reason;
    const hopeless = waiting?.reason !== undefined && HOPELESS.includes(waiting.reason);
    if (hopeless || status.phase === "Failed" || status.phase === "Succeeded" || Date.now() > deadline)
      return { reason: oneLine(`the probe did not run: ${why ?? `it is ${status.phase ?? "not there"}`}`) };
    await delay(500);
  }
}

/** A pod that may do nothing, takes next to nothing and ends by itself. */
function probePod(name: string, image: string, imagePullSecrets: readonly { name: string }[] = []): object {
  const resources = { cpu: "50m", memory: "32Mi", "ephemeral-storage": "16Mi" };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      labels: { "app.kubernetes.io/name": NAME, "app.kubernetes.io/managed-by": "platform" },
    },
    spec: {
      restartPolicy: "Never",
      activeDeadlineSeconds: DEADLINE_SECONDS * timeoutFactor(),
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      imagePullSecrets,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name: "probe",
          image,
          command: ["bash", "-c", SCRIPT],
          resources: { requests: resources, limits: resources },
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            readOnlyRootFilesystem: true,
          },
        },
      ],
    },
  };
}

/**
 * What a user has to know of it; undefined where all is as it should be.
 *
 * @param stack for what to do
 * @param context of the cluster
 */
export function enforcementInWords(
  { enforced, reason }: Enforcement,
  stack: string,
  context: string,
): string | undefined {
  if (enforced === true) return undefined;
  if (enforced === false) {
    return (
      `The cluster ${context} does not enforce network policies: a pod reached the API server, which the policies of the stack ${stack} ` +
      "forbid. Everything in the cluster can reach its services, and they can reach everything. Install a network plugin that enforces " +
      "them (such as Calico or Cilium), or switch that on in the one it has (such as the policies of the VPC CNI on EKS)."
    );
  }
  return (
    `Whether the cluster ${context} enforces network policies could not be found out: ${reason ?? "nothing was said"}. ` +
    "See to that and run the same command again, or try by hand that a pod without rules of its own reaches nothing."
  );
}

/** kubectl as it is found on PATH, for one cluster. */
export function kubectlOf(cluster: StackCluster, environment: NodeJS.ProcessEnv): Kubectl {
  return async (args, input = "") => {
    const { stdout } = await execa("kubectl", [...kubectlOptions(cluster), ...args], { env: environment, input });
    return stdout;
  };
}

const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, " ");
