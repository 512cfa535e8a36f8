import { expect } from "chai";
import { deployment, event, object, pod, replicaSet, rollout, waiting } from "./support/objects";
import { Run } from "./support/run";

/** A Deployment of one replica whose controller has made the ReplicaSet and the pod. */
function started(replicas = 1): Run {
  const run = new Run();
  run.start(run.cluster.put(deployment({ replicas })));
  run.cluster.put(
    deployment({ replicas, revision: 1, status: rollout(1, { all: replicas, updated: replicas, available: 0 }) }),
  );
  run.cluster.put(replicaSet(1));
  return run;
}

describe("await Deployment, on a cluster in memory", () => {
  it("is ready when every replica of the present template is available", async () => {
    const run = started(3);
    run.cluster.put(deployment({ replicas: 3, revision: 1, status: rollout(1, { all: 3, updated: 3, available: 2 }) }));
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports.at(-1)).to.equal("2 of 3 replicas ready");
    run.cluster.put(deployment({ replicas: 3, revision: 1, status: rollout(1, { all: 3, updated: 3, available: 3 }) }));
    const live = await run.success();
    expect((live.status as { availableReplicas: number }).availableReplicas).to.equal(3);
    expect(run.reports.at(-1)).to.equal("ready");
  });

  it("does not take the status of the generation before for success", async () => {
    const run = new Run();
    const status = rollout(1, { all: 1, updated: 1, available: 1 });
    run.start(run.cluster.put(deployment({ generation: 2, revision: 1, status })), { operation: "update" });
    expect(await run.isOpen()).to.equal(true);
    run.cluster.put(
      deployment({ generation: 2, revision: 2, status: rollout(2, { all: 2, updated: 1, available: 2 }) }),
    );
    expect(await run.isOpen(), "an old replica still runs").to.equal(true);
    expect(run.reports.at(-1)).to.equal("1 of 1 replicas ready, 1 old replica still to end");
    run.cluster.put(
      deployment({ generation: 2, revision: 2, status: rollout(2, { all: 1, updated: 1, available: 1 }) }),
    );
    await run.success();
  });

  it("opens no watch when the answer to the write shows that nothing is to be waited for", async () => {
    const run = new Run();
    const status = rollout(1, { all: 1, updated: 1, available: 1 });
    run.start(run.cluster.put(deployment({ revision: 1, status })), { operation: "update" });
    await run.success();
    expect(run.cluster.opened).to.equal(0);
    expect(run.reports).to.deep.equal([]);
  });

  it("waits for the update of replicas that are replaced one by one", async () => {
    const run = new Run();
    const written = deployment({ replicas: 3, generation: 2, revision: 1 });
    run.start(run.cluster.put(written), { operation: "update" });
    run.cluster.put(
      deployment({ replicas: 3, generation: 2, revision: 2, status: rollout(2, { all: 3, updated: 1, available: 3 }) }),
    );
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports.at(-1)).to.equal("1 of 3 replicas updated");
  });

  it("waits for the replicas that are too many after scaling down", async () => {
    const run = new Run();
    const written = deployment({
      replicas: 1,
      generation: 2,
      revision: 1,
      status: rollout(1, { all: 3, updated: 3, available: 3 }),
    });
    run.start(run.cluster.put(written), { operation: "update" });
    run.cluster.put(
      deployment({ replicas: 1, generation: 2, revision: 1, status: rollout(2, { all: 3, updated: 3, available: 3 }) }),
    );
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports.at(-1)).to.equal("1 of 1 replicas ready, 2 more still to end");
    run.cluster.put(
      deployment({ replicas: 1, generation: 2, revision: 1, status: rollout(2, { all: 1, updated: 1, available: 1 }) }),
    );
    await run.success();
  });

  it("is ready with no replicas when none are asked for", async () => {
    const run = new Run();
    run.start(run.cluster.put(deployment({ replicas: 0 })));
    run.cluster.put(deployment({ replicas: 0, status: { observedGeneration: 1 } }));
    await run.success();
  });

  it("does not run after the goal of an autoscaler", async () => {
    const run = new Run();
    const inputs = deployment();
    delete (inputs.spec as { replicas?: number }).replicas;
    run.start(run.cluster.put(deployment({ replicas: 1 })), { inputs });
    const status = rollout(2, { all: 4, updated: 4, available: 1 });
    run.cluster.put(deployment({ replicas: 4, generation: 2, revision: 1, status }));
    await run.success();
  });

  it("waits for every replica where the program names their number", async () => {
    const run = new Run();
    run.start(run.cluster.put(deployment({ replicas: 4 })));
    run.cluster.put(deployment({ replicas: 4, revision: 1, status: rollout(1, { all: 4, updated: 4, available: 1 }) }));
    expect(await run.isOpen()).to.equal(true);
  });

  describe("without a readiness probe", () => {
    const template = { spec: { containers: [{ name: "main" }] } };
    const ready = rollout(1, { all: 1, updated: 1, available: 1 });

    it("is ready when it has stayed so for longer than the kubelet takes to notice an end", async () => {
      const run = new Run();
      run.start(run.cluster.put(deployment({ spec: { template } })));
      run.cluster.put(deployment({ revision: 1, spec: { template }, status: ready }));
      await run.clock.advance(1.4);
      expect(await run.isOpen()).to.equal(true);
      expect(run.reports.at(-1)).to.equal("ready, seeing whether it stays so");
      await run.clock.advance(0.2);
      await run.success();
      expect(run.warnings).to.deep.equal([]);
    });

    it("is not ready when its program fails at its start", async () => {
      const run = new Run();
      run.start(run.cluster.put(deployment({ spec: { template } })));
      for (let restart = 0; restart < 3; restart++) {
        run.cluster.put(deployment({ revision: 1, spec: { template }, status: ready }));
        await run.clock.advance(1);
        const unready = rollout(1, { all: 1, updated: 1, available: 0 });
        run.cluster.put(deployment({ revision: 1, spec: { template }, status: unready }));
        await run.clock.advance(10);
      }
      expect(await run.isOpen()).to.equal(true);
    });

    it("needs no time where the controller has watched the pods itself, nor where nothing runs", async () => {
      const watched = new Run();
      const spec = { template, minReadySeconds: 2 };
      watched.start(watched.cluster.put(deployment({ spec })));
      watched.cluster.put(deployment({ revision: 1, spec, status: ready }));
      await watched.success();
      const empty = new Run();
      empty.start(empty.cluster.put(deployment({ replicas: 0, spec: { template } })));
      empty.cluster.put(deployment({ replicas: 0, spec: { template }, status: { observedGeneration: 1 } }));
      await empty.success();
    });

    it("needs no time when it was ready before the wait", async () => {
      const run = new Run();
      run.start(run.cluster.put(deployment({ revision: 1, spec: { template }, status: ready })), {
        operation: "update",
      });
      await run.success();
    });
  });

  it("does not wait for a paused rollout, and says that it is paused", async () => {
    const run = new Run();
    run.start(run.cluster.put(deployment({ spec: { paused: true } })));
    run.cluster.put(deployment({ spec: { paused: true }, status: { observedGeneration: 1 } }));
    await run.success();
    expect(run.warnings).to.have.lengthOf(1);
    expect(run.warnings[0]).to.contain("paused");
  });

  it("says what a pod is busy with", async () => {
    const run = started();
    const creating = run.cluster.put(pod("web-1-a", { main: waiting("ContainerCreating") }));
    await run.isOpen();
    expect(run.reports.at(-1)).to.equal("0 of 1 replicas ready; pod web-1-a: creating containers");
    run.cluster.put(event(creating, "Pulling", 'Pulling image "registry/web:1"', { type: "Normal" }));
    await run.isOpen();
    expect(run.reports.at(-1)).to.equal('0 of 1 replicas ready; pod web-1-a: pulling image "registry/web:1"');
  });

  it("fails with the quota's own words when the new ReplicaSet may not create pods", async () => {
    const run = started();
    const message =
      'pods "web-1-x7k2p" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2';
    run.cluster.put(
      replicaSet(1, { conditions: [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }] }),
    );
    await run.clock.advance(4);
    expect(await run.isOpen(), "a rollout frees its share in the first seconds").to.equal(true);
    await run.clock.advance(2);
    const error = await run.failure();
    expect(error.headline).to.equal(
      "Deployment apps/web: the namespace's quota does not allow the pod: " +
        "exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2; 0 of 1 replicas ready",
    );
    expect(error.details.join()).to.contain("Raise the ResourceQuota");
    expect(error.object?.metadata.name).to.equal("web");
  });

  it("fails at once when Pod Security refuses the pods", async () => {
    const run = started();
    const message = 'pods "web-1-x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true';
    run.cluster.put(replicaSet(1, { conditions: [{ type: "ReplicaFailure", status: "True", message }] }));
    expect((await run.failure()).headline).to.contain('violates PodSecurity "restricted:latest": runAsNonRoot != true');
  });

  it("fails for a ServiceAccount that does not exist, once it could have been created in parallel", async () => {
    const run = started();
    const message =
      'pods "web-1-" is forbidden: error looking up service account apps/web: serviceaccount "web" not found';
    run.cluster.put(replicaSet(1, { conditions: [{ type: "ReplicaFailure", status: "True", message }] }));
    await run.clock.advance(2);
    const account = run.cluster.put(object("v1", "ServiceAccount", "web"));
    await run.clock.advance(30);
    expect(await run.isOpen(), "the controller has not tried again yet").to.equal(true);
    run.cluster.remove(account);
    await run.clock.advance(4);
    expect((await run.failure()).headline).to.contain(
      "ServiceAccount web does not exist, and without it the pod is refused",
    );
  });

  it("fails for a class that does not exist", async () => {
    for (const [words, problem] of [
      ["no PriorityClass with name high was found", "PriorityClass high does not exist"],
      ['pod rejected: RuntimeClass "sandbox" not found', "RuntimeClass sandbox does not exist"],
    ] as const) {
      const run = started();
      const message = `pods "web-1-" is forbidden: ${words}`;
      run.cluster.put(replicaSet(1, { conditions: [{ type: "ReplicaFailure", status: "True", message }] }));
      await run.clock.advance(5);
      expect((await run.failure()).headline).to.contain(problem);
    }
  });

  it("gives a webhook that does not answer the time to start, and one that refuses none", async () => {
    for (const [words, at] of [
      ['Internal error occurred: failed calling webhook "w.example.org": connection refused', 20],
      ['admission webhook "w.example.org" denied the request: no such team', 0],
    ] as const) {
      const run = started();
      run.cluster.put(replicaSet(1, { conditions: [{ type: "ReplicaFailure", status: "True", message: words }] }));
      if (at > 0) {
        await run.clock.advance(at - 1);
        expect(await run.isOpen()).to.equal(true);
        await run.clock.advance(2);
      }
      expect((await run.failure()).headline).to.contain(words);
    }
  });

  it("leaves a refusal of an older ReplicaSet out", async () => {
    const run = new Run();
    run.start(run.cluster.put(deployment({ generation: 2, revision: 1 })), { operation: "update" });
    const failed = [{ type: "ReplicaFailure", status: "True", message: "violates PodSecurity" }];
    run.cluster.put(replicaSet(1, { conditions: failed }));
    run.cluster.put(replicaSet(2));
    run.cluster.put(
      deployment({ generation: 2, revision: 2, status: rollout(2, { all: 1, updated: 1, available: 0 }) }),
    );
    await run.clock.advance(60);
    expect(await run.isOpen()).to.equal(true);
  });

  it("takes the controller's deadline for certain, with the pod's trouble on top", async () => {
    const run = started();
    const unready = run.cluster.put(pod("web-1-a", { main: { state: { running: {} } } }));
    run.cluster.put(event(unready, "Unhealthy", "Readiness probe failed: connection refused"));
    await run.clock.advance(100);
    expect(await run.isOpen(), "a slow start looks the same").to.equal(true);
    const stuck = {
      type: "Progressing",
      status: "False",
      reason: "ProgressDeadlineExceeded",
      lastTransitionTime: "t2",
    };
    const status = { ...rollout(1, { all: 1, updated: 1, available: 0 }), conditions: [stuck] };
    run.cluster.put(deployment({ revision: 1, spec: { progressDeadlineSeconds: 20 }, status }));
    const error = await run.failure();
    expect(error.headline).to.equal(
      "Deployment apps/web: Readiness probe failed: connection refused (pod web-1-a, container main); 0 of 1 replicas ready",
    );
    expect(error.details).to.include("Also: the rollout made no progress for 20 s");
  });

  it("does not take a deadline that had passed before the wait for a failure", async () => {
    const run = new Run();
    const stuck = {
      type: "Progressing",
      status: "False",
      reason: "ProgressDeadlineExceeded",
      lastTransitionTime: "t1",
    };
    const status = { ...rollout(1, { all: 1, updated: 1, available: 0 }), conditions: [stuck] };
    run.start(run.cluster.put(deployment({ revision: 1, status })), { operation: "update" });
    await run.clock.advance(60);
    expect(await run.isOpen()).to.equal(true);
    run.cluster.put(deployment({ revision: 1, status: rollout(1, { all: 1, updated: 1, available: 1 }) }));
    await run.success();
  });

  it("counts a fault that an update's own pod has before the first look, and is patient with one from before the write", async () => {
    const refused = waiting("CreateContainerConfigError", 'secret "none" not found');
    for (const [isOwn, told] of [
      [true, 5],
      [false, 61],
    ] as const) {
      const run = new Run();
      const broken = () => run.cluster.put(pod("web-1-a", { main: refused }));
      if (!isOwn) broken();
      const status = rollout(1, { all: 1, updated: 1, available: 0 });
      const written = run.cluster.put(deployment({ revision: 1, status }));
      run.cluster.put(replicaSet(1));
      if (isOwn) broken();
      run.start(written, { operation: "update" });
      await run.clock.advance(told - 2);
      expect(await run.isOpen(), `after ${told - 2} s`).to.equal(true);
      await run.clock.advance(3);
      expect((await run.failure()).headline).to.contain("none");
    }
  });

  it("keeps its time-out, and says what was missing and why", async () => {
    const run = new Run();
    run.start(run.cluster.put(deployment({ replicas: 2 })), { timeoutSeconds: 40 });
    run.cluster.put(deployment({ replicas: 2, revision: 1, status: rollout(1, { all: 2, updated: 2, available: 1 }) }));
    run.cluster.put(replicaSet(1));
    run.cluster.put(pod("web-1-a", { ready: true, main: { state: { running: {} } } }));
    const unready = run.cluster.put(pod("web-1-b", { main: { state: { running: {} } } }));
    run.cluster.put(event(unready, "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503"));
    await run.clock.advance(39.9);
    expect(await run.isOpen()).to.equal(true);
    await run.clock.advance(0.2);
    const error = await run.failure();
    expect(error.reason).to.equal("TimedOut");
    expect(error.headline).to.equal(
      "Deployment apps/web was not ready within 40 s: Readiness probe failed: HTTP probe failed with statuscode: 503 " +
        "(pod web-1-b, container main); 1 of 2 replicas ready",
    );
  });

  it("ends at once when it is cancelled, and says what was missing", async () => {
    const run = started();
    await run.isOpen();
    run.abort.abort();
    const error = await run.failure();
    expect(error.reason).to.equal("Cancelled");
    expect(error.headline).to.equal("The wait for Deployment apps/web was cancelled: 0 of 1 replicas ready");
  });

  it("ends when someone deletes it, and when it is replaced", async () => {
    const deleted = started();
    await deleted.isOpen();
    deleted.cluster.remove(deployment());
    expect((await deleted.failure()).reason).to.equal("Gone");
    const replaced = started();
    const other = deployment();
    replaced.cluster.put({ ...other, metadata: { ...other.metadata, uid: "another" } });
    expect((await replaced.failure()).reason).to.equal("Gone");
  });

  it("notices that it was deleted before the first watch had begun", async () => {
    const run = new Run();
    const written = run.cluster.put(deployment());
    run.cluster.remove(written);
    run.start(written);
    await run.clock.advance(3);
    const error = await run.failure();
    expect(error.reason).to.equal("Gone");
    expect(error.object).to.equal(undefined);
  });
});
