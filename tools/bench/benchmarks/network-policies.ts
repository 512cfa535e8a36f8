import { setTimeout as delay } from "node:timers/promises";
import { policyStatus } from "../../../embedded/cluster/policies";
import { waitUntil } from "../../../embedded/cluster/wait";
import { IsolatedCluster } from "../../isolated-cluster";
import type { Benchmark } from "../benchmark";
import { processorSeconds, residentMiB } from "../process";

const NAMESPACES = 10;
const PODS_EACH = 20;
const POLICIES_EACH = 10;
const PODS = NAMESPACES * PODS_EACH;
const POLICIES = NAMESPACES * POLICIES_EACH;

/** How long is measured, in seconds, and what five hundredths of a core are in that time. */
const MINUTE = 60;
const LIMIT = 0.05 * MINUTE;

const CONTROLLER = "network-policy-controller";

/** What the enforcement of network policies takes of the processor, on a cluster that is full of them. */
export const networkPolicies: Benchmark = {
  name: "network-policies",
  description: `what enforcing ${POLICIES} network policies for ${PODS} pods takes, on a cluster of its own`,
  onlyByName: true,
  run: async (context) => {
    const cluster = await IsolatedCluster.create(context.report);
    context.cleanUp("the cluster of its own", () => cluster.dispose());
    context.report("starting a cluster in a network of its own");
    const { code, stderr } = await cluster.cluster("start");
    if (code !== 0) throw new Error(`The cluster did not start:\n${stderr}`);
    const apply = (...items: object[]) =>
      cluster.kubectl(["apply", "--filename=-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));
    context.report(`starting ${PODS} pods`);
    apply(...namespaces().flatMap((name) => objectsOf(name, cluster.pauseImage())));
    await waitUntil(`${PODS} pods with ${POLICIES} policies`, { limit: 900_000, interval: 2000 }, async () => {
      const { enforced, pods, policies } = await policyStatus(cluster.layout);
      const states = cluster.kubectl(["get", "pods", "--all-namespaces", "--output=jsonpath={.items[*].status.phase}"]);
      const running = states.split(" ").filter((state) => state === "Running").length;
      context.report(`${running} pods run`);
      return (enforced && pods >= PODS && policies === POLICIES && running >= PODS) || `${running} pods run`;
    });
    const pid = (await cluster.status()).services.find(({ name }) => name === CONTROLLER)?.pid;
    if (pid === undefined) throw new Error(`${CONTROLLER} does not run.`);

    const measure = async (work: () => Promise<void>): Promise<number> => {
      const before = processorSeconds(pid);
      await work();
      return processorSeconds(pid) - before;
    };
    const steady: number[] = [];
    const churning: number[] = [];
    let changes = 0;
    for (let run = 1; run <= context.runs; run++) {
      steady.push(await measure(() => delay(MINUTE * 1000)));
      const first = changes;
      const taken = await measure(async () => {
        const end = Date.now() + MINUTE * 1000;
        while (Date.now() < end) {
          const next = delay(1000);
          changes++;
          const inNamespace = namespaces()[changes % NAMESPACES]!;
          // The pod comes under other policies, and the policy opens another port.
          apply(
            podOf(inNamespace, changes % PODS_EACH, cluster.pauseImage(), `app-${(changes + 3) % 7}`),
            policyOf(inNamespace, changes % (POLICIES_EACH - 1), 1000 + changes),
          );
          await next;
        }
      });
      // On a busy machine a change takes more than its second.
      churning.push((taken * MINUTE) / (changes - first));
      const [still, moving] = [steady.at(-1)!, churning.at(-1)!].map((seconds) => seconds.toFixed(2));
      context.report(`${still} s of ${MINUTE} s, with a change a second ${moving} s (run ${run} of ${context.runs})`);
    }
    return [
      { what: `processor time in ${MINUTE} s, nothing changing`, unit: "s", samples: steady, limit: LIMIT },
      {
        what: `processor time of ${MINUTE} changes of a pod and a policy, one a second`,
        unit: "s",
        samples: churning,
        limit: LIMIT,
      },
      { what: "memory of the controller", unit: "MiB", samples: [residentMiB(pid)] },
    ];
  },
};

const namespaces = (): string[] => Array.from({ length: NAMESPACES }, (_, index) => `bench-${index}`);

function objectsOf(namespace: string, image: string): object[] {
  const isolated = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    networkPolicy(namespace, "deny-all", isolated),
    ...Array.from({ length: POLICIES_EACH - 1 }, (_, index) => policyOf(namespace, index, 8080)),
    ...Array.from({ length: PODS_EACH }, (_, index) => podOf(namespace, index, image, `app-${index % 7}`)),
  ];
}

/** One that lets an application be called by the next one. */
function policyOf(namespace: string, index: number, port: number): object {
  const app = (number: number) => ({ matchLabels: { app: `app-${number % 7}` } });
  return networkPolicy(namespace, `allow-${index}`, {
    podSelector: app(index),
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [{ podSelector: app(index + 1) }], ports: [{ port }] }],
    egress: [{ to: [{ podSelector: app(index + 2) }], ports: [{ port }] }],
  });
}

function networkPolicy(namespace: string, name: string, spec: object): object {
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name, namespace }, spec };
}

function podOf(namespace: string, index: number, image: string, app: string): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `pod-${index}`, namespace, labels: { app } },
    spec: {
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      containers: [{ name: "pause", image }],
    },
  };
}
