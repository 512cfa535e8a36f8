import { expect } from "chai";
import fc from "fast-check";
import type { KubernetesObject } from "../../../../engine/kubernetes/types";
import { deployment, event, object, pod, replicaSet, rollout, waiting } from "./support/objects";
import { Run } from "./support/run";

/** The states of each object in their order; the states of different objects may come in any order. */
interface Scenario {
  name: string;
  written: KubernetesObject;
  histories: KubernetesObject[][];
  /** The headline of the failure, or undefined for success. */
  verdict: string | undefined;
}

const unseen = deployment();
const seen = (available: number) => deployment({ revision: 1, status: rollout(1, { all: 1, updated: 1, available }) });
const creating = pod("web-1-a", { main: waiting("ContainerCreating") });
const NOT_FOUND = 'failed to resolve reference "registry/web:1": registry/web:1: not found';
const crash = (restarts: number) =>
  pod("web-1-a", {
    status: { phase: "Running" },
    main: {
      restartCount: restarts,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 3 } },
    },
  });
const refused = replicaSet(1, {
  conditions: [{ type: "ReplicaFailure", status: "True", message: 'pods "x" is forbidden: exceeded quota: small' }],
});
const service = object("v1", "Service", "web", {
  spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 80 }] },
});
const slice = (ready: boolean) =>
  object(
    "discovery.k8s.io/v1",
    "EndpointSlice",
    "web-x",
    {
      endpoints: [{ conditions: { ready }, targetRef: { kind: "Pod", name: "web-1-a" } }],
      ports: [{ name: "", port: 80 }],
    },
    { labels: { "kubernetes.io/service-name": "web" } },
  );

const SCENARIOS: Scenario[] = [
  {
    name: "a rollout that goes well, with a first pod that was slow",
    written: unseen,
    histories: [
      [seen(0), seen(1)],
      [replicaSet(1)],
      [creating, pod("web-1-a", { ready: true, main: { state: { running: {} } } })],
      [event(creating, "Unhealthy", "Readiness probe failed: connection refused")],
    ],
    verdict: undefined,
  },
  {
    name: "an image that does not exist",
    written: unseen,
    histories: [
      [seen(0)],
      [replicaSet(1)],
      [creating, pod("web-1-a", { main: waiting("ErrImagePull", NOT_FOUND) })],
      [event(creating, "Failed", `Failed to pull image "registry/web:1": ${NOT_FOUND}`)],
    ],
    verdict:
      'Deployment apps/web: cannot pull image "registry/web:1": not found (pod web-1-a, container main); 0 of 1 replicas ready',
  },
  {
    name: "a crash loop",
    written: unseen,
    histories: [[seen(0)], [replicaSet(1)], [creating, crash(0), crash(1), crash(2)]],
    verdict:
      "Deployment apps/web: container main crashes with exit code 3 (pod web-1-a, container main); 0 of 1 replicas ready",
  },
  {
    name: "a quota that is used up",
    written: unseen,
    histories: [[seen(0)], [replicaSet(1), refused]],
    verdict:
      "Deployment apps/web: the namespace's quota does not allow the pod: exceeded quota: small; 0 of 1 replicas ready",
  },
  {
    name: "a quota that is used up for a moment",
    written: unseen,
    histories: [[seen(0), seen(1)], [replicaSet(1), refused, replicaSet(1)], [creating]],
    verdict: undefined,
  },
  {
    name: "a Service whose pod becomes ready",
    written: service,
    histories: [
      [creating, pod("web-1-a", { ready: true })],
      [slice(false), slice(true)],
    ],
    verdict: undefined,
  },
];

/** Takes the histories apart into one order of states that keeps each object's own. */
function interleave(histories: KubernetesObject[][], choices: number[]): KubernetesObject[] {
  const left = histories.map((history) => [...history]);
  const order: KubernetesObject[] = [];
  for (const choice of choices) {
    const open = left.filter((history) => history.length > 0);
    const next = open[choice % Math.max(1, open.length)]?.shift();
    if (next) order.push(next);
  }
  return [...order, ...left.flat()];
}

describe("the verdict does not depend on the order of events, on a cluster in memory", () => {
  for (const { name, written, histories, verdict } of SCENARIOS) {
    it(name, async () => {
      const steps = histories.flat().length;
      const choices = fc.array(fc.nat(), { minLength: steps, maxLength: steps });
      // Between two states the wait may or may not get to look; before the wait some may be there already.
      const looks = fc.array(fc.boolean(), { minLength: steps, maxLength: steps });
      await fc.assert(
        fc.asyncProperty(choices, looks, fc.nat({ max: steps }), async (order, look, before) => {
          const run = new Run();
          const states = interleave(histories, order);
          const awaited = run.cluster.put(written);
          for (const state of states.slice(0, before)) run.cluster.put(state);
          run.start(awaited);
          for (const [index, state] of states.slice(before).entries()) {
            if (look[index]) await run.isOpen();
            run.cluster.put(state);
          }
          await run.clock.advance(10);
          const { error } = await run.end();
          expect(error?.headline).to.equal(verdict);
        }),
        { numRuns: 60 },
      );
    });
  }
});
