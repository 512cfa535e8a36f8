import { expect } from "chai";
import type { KubernetesObject } from "../../../../engine/kubernetes/types";
import { event, object, ownedBy, pod, waiting } from "./support/objects";
import { Run } from "./support/run";

type Fields = Record<string, unknown>;

const selector = { matchLabels: { app: "web" } };

function statefulSet(status: Fields, spec: Fields = {}, generation = 1): KubernetesObject {
  return object("apps/v1", "StatefulSet", "set", { spec: { replicas: 2, selector, ...spec }, status }, { generation });
}

function revisions(
  current: string,
  update: string,
  counts: { all?: number; available: number; updated?: number },
): Fields {
  const { all = 2, available, updated = 0 } = counts;
  return {
    observedGeneration: 1,
    currentRevision: current,
    updateRevision: update,
    replicas: all,
    availableReplicas: available,
    updatedReplicas: updated,
  };
}

const ofSet = (name: string, revision: string, options: Parameters<typeof pod>[1] = {}) =>
  pod(name, {
    owner: ["StatefulSet", "set"],
    metadata: { labels: { app: "web", "controller-revision-hash": revision } },
    ...options,
  });

describe("await StatefulSet, on a cluster in memory", () => {
  it("is ready when all replicas are available and of the present revision", async () => {
    const run = new Run();
    run.start(run.cluster.put(statefulSet({})));
    run.cluster.put(statefulSet(revisions("r1", "r1", { all: 1, available: 1 })));
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports.at(-1)).to.equal("1 of 2 replicas ready");
    run.cluster.put(statefulSet(revisions("r1", "r1", { available: 2 })));
    await run.success();
  });

  it("does not take replicas of the revision before for success", async () => {
    const run = new Run();
    run.start(run.cluster.put(statefulSet(revisions("r1", "r2", { available: 2, updated: 1 }))), {
      operation: "update",
    });
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports.at(-1)).to.equal("1 of 2 replicas updated");
    run.cluster.put(statefulSet(revisions("r2", "r2", { available: 2, updated: 2 })));
    await run.success();
  });

  it("waits only for the replicas above the partition, and for none with OnDelete", async () => {
    for (const updateStrategy of [{ type: "RollingUpdate", rollingUpdate: { partition: 1 } }, { type: "OnDelete" }]) {
      const run = new Run();
      const updated = updateStrategy.type === "OnDelete" ? 0 : 1;
      run.start(run.cluster.put(statefulSet(revisions("r1", "r2", { available: 2, updated }), { updateStrategy })));
      await run.success();
    }
  });

  it("fails for a refusal that its controller tells only in an event", async () => {
    const run = new Run();
    run.start(run.cluster.put(statefulSet(revisions("r1", "r1", { all: 0, available: 0 }))));
    const message =
      'create Pod set-0 in StatefulSet set failed error: pods "set-0" is forbidden: violates PodSecurity "restricted:latest": x';
    run.cluster.put(event(statefulSet({}), "FailedCreate", message));
    expect((await run.failure()).headline).to.equal(
      `StatefulSet apps/set: the namespace's Pod Security level refuses the pod: violates PodSecurity "restricted:latest": x; 0 of 2 replicas ready`,
    );
  });

  it("forgets a refusal after which a pod was created", async () => {
    const run = new Run();
    run.start(run.cluster.put(statefulSet(revisions("r1", "r1", { all: 0, available: 0 }))));
    const at = { lastTimestamp: "2026-01-01T00:00:00Z" };
    run.cluster.put(event(statefulSet({}), "SuccessfulCreate", "create Pod set-0 in StatefulSet set successful", at));
    run.cluster.put(event(statefulSet({}), "FailedCreate", "exceeded quota: small", at));
    await run.clock.advance(30);
    expect(await run.isOpen()).to.equal(true);
  });

  it("says that a broken pod of the old revision blocks an ordered update", async () => {
    const run = new Run();
    const broken = ofSet("set-1", "r1", { main: waiting("ImagePullBackOff", "manifest unknown") });
    run.cluster.put(broken);
    run.start(run.cluster.put(statefulSet(revisions("r1", "r2", { available: 1 }))), { operation: "update" });
    await run.clock.advance(61);
    const error = await run.failure();
    expect(error.headline).to.contain("manifest unknown (pod set-1, container main)");
    expect(error.details.join()).to.contain("delete it by hand");
  });
});

function daemonSet(
  counts: { desired: number; updated: number; available: number },
  spec: Fields = {},
): KubernetesObject {
  return object(
    "apps/v1",
    "DaemonSet",
    "agent",
    {
      spec: { selector, ...spec },
      status: {
        observedGeneration: 1,
        desiredNumberScheduled: counts.desired,
        updatedNumberScheduled: counts.updated,
        numberAvailable: counts.available,
      },
    },
    { generation: 1, annotations: { "deprecated.daemonset.template.generation": "2" } },
  );
}

describe("await DaemonSet, on a cluster in memory", () => {
  it("is ready when every node has an available pod of the present template", async () => {
    const run = new Run();
    run.start(run.cluster.put(daemonSet({ desired: 3, updated: 2, available: 3 })), { operation: "update" });
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports.at(-1)).to.equal("2 of 3 pods updated");
    run.cluster.put(daemonSet({ desired: 3, updated: 3, available: 2 }));
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports.at(-1)).to.equal("2 of 3 pods ready");
    run.cluster.put(daemonSet({ desired: 3, updated: 3, available: 3 }));
    await run.success();
  });

  it("does not wait for the update when pods are replaced by hand", async () => {
    const run = new Run();
    const spec = { updateStrategy: { type: "OnDelete" } };
    run.start(run.cluster.put(daemonSet({ desired: 3, updated: 0, available: 3 }, spec)));
    await run.success();
  });

  it("says that no node takes it", async () => {
    const run = new Run();
    run.start(run.cluster.put(daemonSet({ desired: 0, updated: 0, available: 0 })));
    await run.success();
    expect(run.warnings.join()).to.contain("No node matches");
  });

  it("blames only pods of the present template", async () => {
    const run = new Run();
    run.start(run.cluster.put(daemonSet({ desired: 1, updated: 1, available: 0 })));
    const of = (name: string, generation: string) =>
      pod(name, {
        owner: ["DaemonSet", "agent"],
        metadata: { labels: { app: "web", "pod-template-generation": generation } },
        main: waiting("ErrImagePull", "manifest unknown"),
      });
    run.cluster.put(of("agent-a", "1"));
    await run.clock.advance(10);
    expect(await run.isOpen()).to.equal(true);
    run.cluster.put(of("agent-b", "2"));
    expect((await run.failure()).headline).to.contain("(pod agent-b, container main)");
  });
});

describe("await ReplicaSet, on a cluster in memory", () => {
  it("is ready when all replicas are available", async () => {
    const run = new Run();
    const set = (available: number) =>
      object(
        "apps/v1",
        "ReplicaSet",
        "web",
        {
          spec: { replicas: 2, selector },
          status: { observedGeneration: 1, replicas: 2, availableReplicas: available },
        },
        { generation: 1 },
      );
    run.start(run.cluster.put(set(1)));
    expect(await run.isOpen()).to.equal(true);
    run.cluster.put(set(2));
    await run.success();
  });
});

describe("await Pod, on a cluster in memory", () => {
  it("is ready when its condition says so, or when it has ended well", async () => {
    const ready = new Run();
    ready.start(ready.cluster.put(pod("one", { main: waiting("ContainerCreating") })));
    expect(await ready.isOpen()).to.equal(true);
    ready.cluster.put(pod("one", { ready: true, main: { state: { running: {} } } }));
    await ready.success();
    const ended = new Run();
    ended.start(ended.cluster.put(pod("one", { status: { phase: "Succeeded" } })));
    await ended.success();
  });

  it("is ready when it is deleted after it has ended well, and not while it runs", async () => {
    for (const phase of ["Succeeded", "Running"]) {
      const run = new Run();
      run.start(run.cluster.put(pod("one", { main: waiting("ContainerCreating") })));
      expect(await run.isOpen()).to.equal(true);
      run.cluster.remove(run.cluster.put(pod("one", { ready: phase === "Running", status: { phase } })));
      if (phase === "Succeeded") await run.success();
      else expect((await run.failure()).headline).to.contain("was deleted by someone else");
    }
  });

  it("fails at once when it has failed, with its log", async () => {
    const run = new Run();
    run.cluster.log("one", "main", "no database");
    run.start(run.cluster.put(pod("one", { spec: { restartPolicy: "Never" } })));
    const main = { state: { terminated: { exitCode: 2, reason: "Error" } } };
    run.cluster.put(pod("one", { spec: { restartPolicy: "Never" }, status: { phase: "Failed" }, main }));
    const error = await run.failure();
    expect(error.headline).to.equal(
      "Pod apps/one: container main ended with exit code 2 (pod one); the pod is not ready",
    );
    expect(error.details).to.deep.equal(["Last log lines of one/main:", "  no database"]);
  });

  it("has the last words of its container in the first line", async () => {
    const run = new Run();
    run.start(run.cluster.put(pod("one", { spec: { restartPolicy: "Never" } })));
    const main = { state: { terminated: { exitCode: 2, reason: "Error", message: "connecting\nno database\n" } } };
    run.cluster.put(pod("one", { spec: { restartPolicy: "Never" }, status: { phase: "Failed" }, main }));
    expect((await run.failure()).headline).to.equal(
      "Pod apps/one: container main ended with exit code 2: no database (pod one); the pod is not ready",
    );
  });

  it("says why a node has put it out", async () => {
    const run = new Run();
    const status = { phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory." };
    run.start(run.cluster.put(pod("one", { status })));
    expect((await run.failure()).headline).to.contain("Evicted: The node was low on resource: memory.");
  });
});

function job(status: Fields, spec: Fields = {}): KubernetesObject {
  return object("batch/v1", "Job", "migrate", { spec: { completions: 1, selector, ...spec }, status });
}

describe("await Job, on a cluster in memory", () => {
  const failedPod = () =>
    pod("migrate-a", {
      owner: ["Job", "migrate"],
      spec: { restartPolicy: "Never" },
      status: { phase: "Failed" },
      main: { state: { terminated: { exitCode: 1, reason: "Error" } } },
    });

  it("is ready when it is complete", async () => {
    const run = new Run();
    run.start(run.cluster.put(job({})));
    run.cluster.put(job({ active: 1 }));
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports.at(-1)).to.equal("0 of 1 completions, 1 running");
    run.cluster.put(job({ succeeded: 1, conditions: [{ type: "Complete", status: "True" }] }));
    await run.success();
  });

  it("does not wait for one that is suspended", async () => {
    const run = new Run();
    run.start(run.cluster.put(job({}, { suspend: true })));
    await run.success();
    expect(run.warnings.join()).to.contain("suspended");
  });

  it("does not wait for one that may run no pod at a time", async () => {
    const run = new Run();
    run.start(run.cluster.put(job({}, { parallelism: 0 })));
    await run.success();
    expect(run.warnings.join()).to.contain("parallelism is 0");
  });

  it("is ready when it is deleted upon its completion, as its time to live may say, and not when it is deleted before", async () => {
    for (const complete of [true, false]) {
      const run = new Run();
      run.start(run.cluster.put(job({ active: 1 }, { ttlSecondsAfterFinished: 0 })));
      expect(await run.isOpen()).to.equal(true);
      // Both changes come in one burst.
      const last = complete ? { succeeded: 1, conditions: [{ type: "Complete", status: "True" }] } : { active: 1 };
      run.cluster.remove(run.cluster.put(job(last)));
      if (complete) await run.success();
      else expect((await run.failure()).headline).to.contain("was deleted by someone else");
    }
  });

  it("fails with the pod's last log lines when its tries are used up, and not before", async () => {
    const run = new Run();
    run.cluster.log("migrate-a", "main", "no\n");
    run.start(run.cluster.put(job({ active: 1 })));
    run.cluster.put(failedPod());
    run.cluster.put(job({ failed: 1 }));
    await run.clock.advance(60);
    expect(await run.isOpen(), "the Job may try again").to.equal(true);
    const failed = { type: "FailureTarget", status: "True", message: "Job has reached the specified backoff limit" };
    run.cluster.put(job({ failed: 1, conditions: [failed] }));
    const error = await run.failure();
    expect(error.headline).to.equal(
      "Job apps/migrate: container main ended with exit code 1 (pod migrate-a); 0 of 1 completions, 0 running, 1 failed",
    );
    expect(error.details).to.deep.equal([
      "Last log lines of migrate-a/main:",
      "  no",
      "Also: Job has reached the specified backoff limit",
    ]);
  });

  it("fails at once for an image that does not exist", async () => {
    const run = new Run();
    run.start(run.cluster.put(job({ active: 1 })));
    run.cluster.put(pod("migrate-a", { owner: ["Job", "migrate"], main: waiting("ErrImagePull", "manifest unknown") }));
    expect((await run.failure()).headline).to.contain('cannot pull image "registry/web:1": manifest unknown');
  });

  it("leaves a container that is tried again to the Job", async () => {
    const run = new Run();
    run.start(run.cluster.put(job({ active: 1 })));
    const main = {
      restartCount: 4,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 1 } },
    };
    const spec = { restartPolicy: "OnFailure" };
    run.cluster.put(pod("migrate-a", { owner: ["Job", "migrate"], spec, status: { phase: "Running" }, main }));
    await run.clock.advance(60);
    expect(await run.isOpen()).to.equal(true);
  });

  it("fails when its pods are refused", async () => {
    const run = new Run();
    run.start(run.cluster.put(job({})));
    const message = 'Error creating: pods "migrate-x" is forbidden: exceeded quota: none, requested: pods=1';
    run.cluster.put(event(job({}), "FailedCreate", message));
    await run.clock.advance(6);
    expect((await run.failure()).headline).to.contain("exceeded quota: none, requested: pods=1");
  });
});

describe("ownership, on a cluster in memory", () => {
  it("does not blame a workload for pods of another that has the same labels", async () => {
    const run = new Run();
    run.start(run.cluster.put(statefulSet(revisions("r1", "r1", { available: 1 }))));
    const main = waiting("ErrImagePull", "manifest unknown");
    run.cluster.put(pod("stranger", { main, metadata: ownedBy("Other", "one") }));
    await run.clock.advance(30);
    expect(await run.isOpen()).to.equal(true);
  });
});
