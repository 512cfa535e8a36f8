import { expect } from "chai";
import { deployment, pod, replicaSet, rollout } from "./support/objects";
import { Run } from "./support/run";

const template = { spec: { containers: [{ name: "main" }] } };

/** The time of the cluster some seconds after the write. */
const at = (seconds: number) => `2026-05-05T05:05:${String(5 + seconds).padStart(2, "0")}Z`;

/** A Deployment without a readiness probe that was written at a time of the cluster. */
function written(metadata: Record<string, unknown> = { creationTimestamp: at(0) }, replicas = 1): Run {
  const run = new Run();
  const object = deployment({ replicas, spec: { template } });
  run.cluster.put(replicaSet(1));
  run.start(run.cluster.put({ ...object, metadata: { ...object.metadata, ...metadata } }));
  return run;
}

/** Shows a pod whose container was started at a time of the cluster. */
function showPod(run: Run, startedAt: string, name = "web-1-a"): void {
  run.cluster.put(pod(name, { ready: true, main: { state: { running: { startedAt } } } }));
}

function showAvailable(run: Run, replicas = 1): void {
  const status = rollout(1, { all: replicas, updated: replicas, available: replicas });
  run.cluster.put(deployment({ replicas, revision: 1, spec: { template }, status }));
}

describe("await pods without a readiness probe, by the time that their containers have run", () => {
  it("waits no longer where they have run long enough when they are seen, whatever the clocks say", async () => {
    const run = written();
    await run.clock.advance(6.5);
    showPod(run, at(4));
    showAvailable(run);
    await run.success();
  });

  it("waits for what is missing where they have not", async () => {
    const run = written();
    await run.clock.advance(6);
    showPod(run, at(4));
    showAvailable(run);
    expect(await run.isOpen()).to.equal(true);
    await run.clock.advance(0.4);
    expect(await run.isOpen()).to.equal(true);
    await run.clock.advance(0.1);
    await run.success();
  });

  it("counts from the container that was started last", async () => {
    const run = written(undefined, 2);
    await run.clock.advance(7);
    showPod(run, at(6), "web-1-a");
    showPod(run, at(1), "web-1-b");
    showAvailable(run, 2);
    await run.clock.advance(1.4);
    expect(await run.isOpen()).to.equal(true);
    await run.clock.advance(0.1);
    await run.success();
  });

  it("counts anew when a container was started again", async () => {
    const run = written();
    await run.clock.advance(2.4);
    showPod(run, at(1));
    showAvailable(run);
    expect(await run.isOpen()).to.equal(true);
    showPod(run, at(4));
    await run.clock.advance(1.4);
    expect(await run.isOpen()).to.equal(true);
  });

  it("counts from the last write where the object is older", async () => {
    const managedFields = [
      { manager: "kubectl", time: at(-5) },
      { manager: "pulumi", time: at(0) },
    ];
    const run = written({ creationTimestamp: "2025-01-01T00:00:00Z", managedFields });
    await run.clock.advance(6.5);
    showPod(run, at(4));
    showAvailable(run);
    await run.success();
  });

  const uncounted: [what: string, show: (run: Run) => void, metadata?: Record<string, unknown>][] = [
    ["a node's clock is ahead", (run) => showPod(run, "2026-05-05T07:00:00Z")],
    ["the pod is not seen yet", () => undefined],
    ["its containers are not seen yet", (run) => void run.cluster.put(pod("web-1-a"))],
    [
      "a container does not run any more",
      (run) => void run.cluster.put(pod("web-1-a", { ready: true, main: { state: { terminated: { exitCode: 1 } } } })),
    ],
    ["the time is none", (run) => showPod(run, "soon")],
    ["the time of the write is not told", (run) => showPod(run, at(4)), {}],
    ["the object says nothing of its last write", (run) => showPod(run, at(4)), { creationTimestamp: at(-5) }],
  ];
  for (const [what, show, metadata] of uncounted) {
    it(`counts from when they are seen where ${what}`, async () => {
      const run = written(metadata);
      await run.clock.advance(5.5);
      show(run);
      showAvailable(run);
      await run.clock.advance(1.4);
      expect(await run.isOpen()).to.equal(true);
      await run.clock.advance(0.1);
      await run.success();
    });
  }

  it("counts from when all are seen where the watch of the pods does not know all", async () => {
    const run = written(undefined, 3);
    await run.clock.advance(5.5);
    showPod(run, at(1));
    showPod(run, at(1), "web-1-b");
    showAvailable(run, 3);
    await run.clock.advance(1.4);
    expect(await run.isOpen()).to.equal(true);
  });

  it("counts from when all are seen where the containers of one are not known", async () => {
    const run = written(undefined, 2);
    await run.clock.advance(5.5);
    showPod(run, at(1));
    run.cluster.put(pod("web-1-b", { ready: true }));
    showAvailable(run, 2);
    await run.clock.advance(1.4);
    expect(await run.isOpen()).to.equal(true);
  });

  it("never counts from before the write, however far behind a node's clock is", async () => {
    const run = written();
    await run.clock.advance(1);
    showPod(run, "2026-05-05T04:00:00Z");
    showAvailable(run);
    expect(await run.isOpen()).to.equal(true);
    await run.clock.advance(0.5);
    await run.success();
  });
});
