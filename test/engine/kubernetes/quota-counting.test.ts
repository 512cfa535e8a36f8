import { expect } from "chai";
import * as fc from "fast-check";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import { Transport } from "../../../engine/kubernetes/transport";
import type { KubernetesObject } from "../../../engine/kubernetes/types";
import { amountOfPod, podCount, type PodAmounts } from "../../../formats/demand";
import { quantityValue } from "../../../formats/quantity";
import { ControlPlane } from "../../support/control-plane";
import { eventually } from "../../support/eventually";
import { oracleCases } from "../../support/oracle";

/** Pods of a usual run, and their seed; ORACLE_CASES and ORACLE_SEED make more and others. */
const { cases: CASES, seed: SEED } = oracleCases(60, 1114);

const MEBIBYTE = 1024 ** 2;
const NODE = "node";
const WRITE = { fieldManager: "test" };

/** The sizes of a container: requests and limits of both resources, in millicores and MiB. */
interface Sizes {
  readonly requests: { readonly cpu: number; readonly memory: number };
  readonly limits: { readonly cpu: number; readonly memory: number };
}

const sizes: fc.Arbitrary<Sizes> = fc
  .tuple(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 900 }), fc.nat(300), fc.nat(300))
  .map(([cpu, memory, moreCpu, moreMemory]) => ({
    requests: { cpu, memory },
    limits: { cpu: cpu + moreCpu, memory: memory + moreMemory },
  }));

const pods = fc.record({
  main: fc.array(sizes, { minLength: 1, maxLength: 3 }),
  before: fc.array(fc.record({ sizes, stays: fc.boolean() }), { maxLength: 4 }),
});
type RandomPod = typeof pods extends fc.Arbitrary<infer Pod> ? Pod : never;

const MEASURES = [
  ["requests.cpu", ({ requests }: Sizes) => requests.cpu / 1000],
  ["requests.memory", ({ requests }: Sizes) => requests.memory * MEBIBYTE],
  ["limits.cpu", ({ limits }: Sizes) => limits.cpu / 1000],
  ["limits.memory", ({ limits }: Sizes) => limits.memory * MEBIBYTE],
] as const;

const container = (name: string, { requests, limits }: Sizes, rest: object = {}) => ({
  name,
  image: "example.org/app",
  resources: {
    requests: { cpu: `${requests.cpu}m`, memory: `${requests.memory}Mi` },
    limits: { cpu: `${limits.cpu}m`, memory: `${limits.memory}Mi` },
  },
  ...rest,
});

const SMALL: Sizes = { requests: { cpu: 1, memory: 1 }, limits: { cpu: 1, memory: 1 } };

/** What is counted is held against the quota of a real API server, and against the controller of Deployments. */
describe("the demand of workloads, by the cluster's own counting", function () {
  this.timeout(120_000);
  let plane: ControlPlane;
  let api: ApiClient;
  let transport: Transport;

  before(async () => {
    plane = await ControlPlane.start({ controllers: true });
    const kubeconfig = await loadKubeconfig({ kubeconfig: plane.kubeconfig() });
    api = new ApiClient(kubeconfig);
    transport = new Transport(kubeconfig);
    await api.create({ apiVersion: "v1", kind: "Node", metadata: { name: NODE } }, WRITE);
  });

  after(async () => {
    api?.close();
    transport?.close();
    await plane?.stop();
  });

  /** A namespace with a quota that counts. */
  async function namespaceWithQuota(name: string): Promise<void> {
    await api.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } }, WRITE);
    const hard = { pods: "10k", ...Object.fromEntries(MEASURES.map(([measure]) => [measure, "1Pi"])) };
    const metadata = { name: "quota", namespace: name };
    await api.create({ apiVersion: "v1", kind: "ResourceQuota", metadata, spec: { hard } }, WRITE);
    await eventually("a quota that counts", async () => expect(await used(name)).to.have.property("pods", 0));
  }

  async function used(namespace: string): Promise<Record<string, number>> {
    const quota = await api.get({ apiVersion: "v1", kind: "ResourceQuota", name: "quota", namespace });
    const { used: amounts = {} } = ((quota as KubernetesObject)["status"] ?? {}) as { used?: Record<string, string> };
    return Object.fromEntries(Object.entries(amounts).map(([measure, amount]) => [measure, quantityValue(amount)]));
  }

  it(`is that of a pod, whatever its containers: ${CASES} random ones`, async () => {
    await namespaceWithQuota("pods");
    const expected = Object.fromEntries(MEASURES.map(([measure]) => [measure, 0]));
    for (const [index, pod] of fc.sample(pods, { numRuns: CASES, seed: SEED }).entries()) {
      await api.create(podOf(`pod-${index}`, pod), WRITE);
      for (const [measure, size] of MEASURES) expected[measure]! += amountOfPod(amountsOf(pod, size));
      const counted = await used("pods");
      expect(counted["pods"]).to.equal(index + 1);
      for (const [measure] of MEASURES) {
        expect(counted[measure], `${measure} after ${JSON.stringify(pod)}`).to.be.closeTo(expected[measure]!, 1e-6);
      }
    }
  });

  for (const [update, strategy] of [
    ["rolling", { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }],
    ["rolling", { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } }],
    ["recreate", { type: "Recreate" }],
  ] as const) {
    const name = `${update}-${"rollingUpdate" in strategy ? strategy.rollingUpdate.maxSurge : "all"}`;

    it(`is that of an update whose old pods take their time to end: ${JSON.stringify(strategy)}`, async () => {
      const replicas = 3;
      const { pods: usual, surge } = podCount({ kind: "replicas", replicas, update });
      await namespaceWithQuota(name);
      await api.create(deploymentOf(name, replicas, strategy, "old"), WRITE);
      await eventually("the old version", async () => {
        await playKubelet(name);
        expect(await readyOf(name, "old")).to.have.length(replicas);
        expect(await used(name)).to.have.property("pods", usual);
      });

      await api.apply(deploymentOf(name, replicas, strategy, "new"), { ...WRITE, force: true });
      let most = 0;
      const observe = async () => {
        await playKubelet(name);
        most = Math.max(most, (await used(name))["pods"]!);
      };
      // Nobody lets the old pods end: all of them are still there when everything has come that can come.
      await eventually("old pods that end", async () => {
        await observe();
        expect((await podsOf(name, "old")).filter(isEnding)).to.have.length(replicas);
        expect(await readyOf(name, "new")).to.have.length(surge);
      });
      expect(most).to.equal(usual + surge);

      for (const { metadata } of await podsOf(name, "old")) await end(name, metadata.name!);
      await eventually("the new version", async () => {
        await observe();
        expect(await readyOf(name, "new")).to.have.length(replicas);
      });
      expect(most).to.equal(usual + surge);
    });
  }

  const podsOf = (namespace: string, version: string) =>
    api.list({ apiVersion: "v1", kind: "Pod" }, { namespace, labelSelector: `version=${version}` });

  const readyOf = async (namespace: string, version: string) =>
    (await podsOf(namespace, version)).filter((pod) => isReady(pod) && !isEnding(pod));

  /** Says of each pod that it is ready, as a node would. What is to end goes on running. */
  async function playKubelet(namespace: string): Promise<void> {
    const unready = (await api.list({ apiVersion: "v1", kind: "Pod" }, { namespace })).filter((pod) => !isReady(pod));
    const status = {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True", lastTransitionTime: new Date().toISOString() }],
    };
    for (const { metadata } of unready) {
      await transport.text({
        method: "PATCH",
        path: `/api/v1/namespaces/${namespace}/pods/${metadata.name}/status`,
        headers: { "content-type": "application/merge-patch+json" },
        body: JSON.stringify({ status }),
      });
    }
  }

  /** Ends a pod that is to end, as a node would. */
  async function end(namespace: string, name: string): Promise<void> {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}?gracePeriodSeconds=0`;
    await transport.text({ method: "DELETE", path });
  }
});

function amountsOf({ main, before }: RandomPod, size: (sizes: Sizes) => number): PodAmounts {
  return {
    main: main.map(size),
    before: before.map(({ sizes: own, stays }) => ({ amount: size(own), stays })),
  };
}

function podOf(name: string, { main, before }: RandomPod): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "pods" },
    spec: {
      initContainers: before.map(({ sizes: own, stays }, index) =>
        container(`before-${index}`, own, stays ? { restartPolicy: "Always" } : {}),
      ),
      containers: main.map((own, index) => container(`main-${index}`, own)),
    },
  };
}

function deploymentOf(name: string, replicas: number, strategy: object, version: string): KubernetesObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: name },
    spec: {
      replicas,
      strategy,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name, version } },
        spec: { nodeName: NODE, containers: [container("main", SMALL)] },
      },
    },
  };
}

function isReady(pod: KubernetesObject): boolean {
  const { conditions = [] } = (pod["status"] ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
}

function isEnding({ metadata }: KubernetesObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}
