import { expect } from "chai";
import { event, object, pod, waiting } from "./support/objects";
import { startedDeployment as started } from "./support/run";

describe("placement, references, probes and nodes of an unready pod, on a cluster in memory", () => {
  describe("scheduling", () => {
    const unscheduled = (message: string) =>
      pod("web-1-a", {
        spec: {
          nodeName: undefined,
          containers: [{ name: "main", image: "registry/web:1", resources: { requests: { cpu: "64" } } }],
        },
        status: { conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }] },
      });
    const NO_CPU = "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not helpful.";

    it("fails with the scheduler's own words after five seconds, and says how large the largest node is", async () => {
      const run = started();
      run.cluster.put({
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: "node-1" },
        status: { allocatable: { cpu: "1900m" } },
      });
      run.cluster.put({
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: "node-2" },
        status: { allocatable: { cpu: "2" } },
      });
      run.cluster.put(unscheduled(NO_CPU));
      await run.clock.advance(4.9);
      expect(await run.isOpen()).to.equal(true);
      await run.clock.advance(0.2);
      const error = await run.failure();
      expect(error.headline).to.equal(
        `Deployment apps/web: no node takes the pod: ${NO_CPU} (pod web-1-a); 0 of 1 replicas ready`,
      );
      expect(error.details).to.deep.equal([
        "The pod requests cpu 64; the largest node can give 2. Request less, or add a larger node.",
      ]);
    });

    it("says nothing of sizes when a node is large enough", async () => {
      const run = started();
      run.cluster.put({
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: "node-1" },
        status: { allocatable: { cpu: "64" } },
      });
      run.cluster.put(unscheduled(NO_CPU));
      await run.clock.advance(6);
      expect((await run.failure()).details).to.deep.equal([]);
    });

    it("counts anew when the fault went away in between", async () => {
      const run = started();
      run.cluster.put(unscheduled(NO_CPU));
      await run.clock.advance(4);
      run.cluster.put(pod("web-1-a", { main: waiting("ContainerCreating") }));
      await run.clock.advance(1);
      run.cluster.put(unscheduled(NO_CPU));
      await run.clock.advance(4);
      expect(await run.isOpen()).to.equal(true);
    });

    it("waits while an autoscaler makes room", async () => {
      const run = started();
      const unready = run.cluster.put(unscheduled(NO_CPU));
      const scaling = run.cluster.put(event(unready, "TriggeredScaleUp", "pod triggered scale-up", { type: "Normal" }));
      await run.clock.advance(200);
      expect(await run.isOpen()).to.equal(true);
      run.cluster.remove(scaling);
      await run.clock.advance(4.9);
      expect(await run.isOpen(), "the time counts from when nothing makes room any more").to.equal(true);
      await run.clock.advance(0.2);
      expect((await run.failure()).headline).to.contain("Insufficient cpu");
    });

    it("waits while pods of the namespace are ending, and counts from their end", async () => {
      const run = started();
      run.cluster.put({
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: "node-1" },
        status: { allocatable: { cpu: "96" } },
      });
      const ending = run.cluster.put(
        pod("old", { ready: true, metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } }),
      );
      run.cluster.put(unscheduled(NO_CPU));
      await run.clock.advance(60);
      expect(await run.isOpen()).to.equal(true);
      run.cluster.remove(ending);
      await run.clock.advance(4.9);
      expect(await run.isOpen()).to.equal(true);
      await run.clock.advance(0.2);
      expect((await run.failure()).headline).to.contain("Insufficient cpu");
    });

    it("does not wait for ending pods where no node has ever had enough", async () => {
      const run = started();
      run.cluster.put({
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: "node-1" },
        status: { allocatable: { cpu: "2" } },
      });
      run.cluster.put(pod("old", { ready: true, metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } }));
      run.cluster.put(unscheduled(NO_CPU));
      await run.clock.advance(6);
      expect((await run.failure()).details.join()).to.contain("the largest node can give 2");
    });

    it("does not take a node for too small that it may not see", async () => {
      const run = started();
      run.cluster.list = () => Promise.reject(new Error("nodes is forbidden"));
      run.cluster.put(pod("old", { ready: true, metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } }));
      run.cluster.put(unscheduled(NO_CPU));
      await run.clock.advance(60);
      expect(await run.isOpen()).to.equal(true);
    });

    it("fails in time when pods end meanwhile that could not have made enough room", async () => {
      const run = started();
      run.cluster.put({
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: "node-1" },
        status: { allocatable: { cpu: "2" } },
      });
      const metadata = { deletionTimestamp: "2026-01-01T00:00:00Z" };
      const ending = run.cluster.put(pod("old", { ready: true, metadata }));
      run.cluster.put(unscheduled(NO_CPU));
      await run.clock.advance(4);
      run.cluster.remove(ending);
      await run.clock.advance(1.1);
      expect((await run.failure()).headline).to.contain("Insufficient cpu");
    });

    it("gives a node that is starting and a claim that is being bound more time", async () => {
      for (const message of [
        "0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.",
        "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.",
      ]) {
        const run = started();
        run.cluster.put(unscheduled(message));
        await run.clock.advance(29);
        expect(await run.isOpen()).to.equal(true);
        await run.clock.advance(2);
        expect((await run.failure()).headline).to.contain(message);
      }
    });

    it("does not fail when the pod is scheduled in time", async () => {
      const run = started();
      run.cluster.put(unscheduled(NO_CPU));
      await run.clock.advance(4);
      run.cluster.put(pod("web-1-a", { main: waiting("ContainerCreating") }));
      await run.clock.advance(60);
      expect(await run.isOpen()).to.equal(true);
    });
  });

  describe("references", () => {
    const SECRET = 'secret "credentials" not found';

    it("fails for a Secret that does not exist, once it could have been created in parallel", async () => {
      const run = started();
      run.cluster.put(pod("web-1-a", { main: waiting("CreateContainerConfigError", SECRET) }));
      await run.clock.advance(3.9);
      expect(await run.isOpen()).to.equal(true);
      await run.clock.advance(0.2);
      const error = await run.failure();
      expect(error.headline).to.equal(
        "Deployment apps/web: Secret credentials does not exist (pod web-1-a, container main); 0 of 1 replicas ready",
      );
      expect(error.details.join()).to.contain("Create it in namespace apps");
    });

    it("waits for the kubelet when the Secret is there by now", async () => {
      const run = started();
      run.cluster.put(pod("web-1-a", { main: waiting("CreateContainerConfigError", SECRET) }));
      await run.clock.advance(2);
      const secret = run.cluster.put(object("v1", "Secret", "credentials", { data: {} }));
      await run.clock.advance(60);
      expect(await run.isOpen()).to.equal(true);
      run.cluster.remove(secret);
      await run.clock.advance(4);
      expect((await run.failure()).headline).to.contain("Secret credentials does not exist");
    });

    it("fails for a key that a ConfigMap lacks, and not for one that it has", async () => {
      const run = started();
      run.cluster.put(object("v1", "ConfigMap", "settings", { data: { mode: "fast" } }));
      const message = (key: string) => `couldn't find key ${key} in ConfigMap apps/settings`;
      run.cluster.put(pod("web-1-a", { main: waiting("CreateContainerConfigError", message("mode")) }));
      await run.clock.advance(20);
      expect(await run.isOpen()).to.equal(true);
      run.cluster.put(pod("web-1-a", { main: waiting("CreateContainerConfigError", message("size")) }));
      await run.clock.advance(5);
      expect((await run.failure()).headline).to.contain("ConfigMap settings has no key size");
    });

    it("finds a missing Secret of a volume", async () => {
      const run = started();
      const unready = run.cluster.put(pod("web-1-a", { main: waiting("ContainerCreating") }));
      run.cluster.put(
        event(unready, "FailedMount", 'MountVolume.SetUp failed for volume "v" : secret "tls" not found'),
      );
      await run.clock.advance(5);
      expect((await run.failure()).headline).to.contain("Secret tls does not exist (pod web-1-a)");
    });

    it("fails for a user that the security context forbids", async () => {
      const run = started();
      const message = 'container has runAsNonRoot and image will run as root (pod: "web_apps(1)", container: main)';
      run.cluster.put(pod("web-1-a", { main: waiting("CreateContainerConfigError", message) }));
      await run.clock.advance(5);
      expect((await run.failure()).headline).to.contain(
        "container main cannot be created: container has runAsNonRoot and image will run as root (pod web-1-a",
      );
    });
  });

  describe("probe", () => {
    it("takes a wrong path for certain after some failures, and a refusal to answer never", async () => {
      for (const [code, certain] of [
        [404, true],
        [503, false],
      ] as const) {
        const run = started();
        const unready = run.cluster.put(
          pod("web-1-a", { status: { phase: "Running" }, main: { state: { running: {} } } }),
        );
        const message = `Readiness probe failed: HTTP probe failed with statuscode: ${code}`;
        run.cluster.put(event(unready, "Unhealthy", message, { count: 3 }));
        await run.clock.advance(31);
        expect(await run.isOpen(), String(code)).to.equal(!certain);
      }
    });
  });

  describe("node", () => {
    it("tells of a node that does not answer, with its own words, when the time is up", async () => {
      const run = started();
      const ready = { type: "Ready", status: "Unknown", message: "Kubelet stopped posting node status." };
      run.cluster.put({
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: "node-1" },
        status: { conditions: [ready] },
      });
      const unready = run.cluster.put(
        pod("web-1-a", { status: { phase: "Running" }, main: { state: { running: {} } } }),
      );
      run.cluster.put(event(unready, "NodeNotReady", "Node is not ready"));
      await run.clock.advance(601);
      const error = await run.failure();
      expect(error.headline).to.contain("node node-1 is not ready (pod web-1-a)");
      expect(error.details).to.include("Node node-1: Kubelet stopped posting node status.");
    });
  });
});
