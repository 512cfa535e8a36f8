import { expect } from "chai";
import { WatchHub, type HubEvent } from "../../../../engine/kubernetes/await/hub";
import { ApiError } from "../../../../engine/kubernetes/types";
import { FakeCluster } from "./support/fake-cluster";
import { settle } from "./support/fake-clock";
import { deployment, pod, rollout } from "./support/objects";
import { Run } from "./support/run";

const PODS = { apiVersion: "v1", kind: "Pod", namespace: "apps" };

describe("WatchHub, on a cluster in memory", () => {
  it("opens one watch for all listeners of a kind and namespace, and closes it after the last", async () => {
    const cluster = new FakeCluster();
    const hub = new WatchHub(cluster, 0);
    const heard: string[] = [];
    const one = hub.subscribe(PODS, () => heard.push("one"));
    const two = hub.subscribe({ ...PODS }, () => heard.push("two"));
    await settle();
    heard.length = 0;
    cluster.put(pod("a"));
    await settle();
    expect(heard).to.deep.equal(["one", "two"]);
    expect(cluster.opened).to.equal(1);
    one.close();
    one.close();
    await settle();
    expect(cluster.watching, "another listener is left").to.equal(1);
    two.close();
    await settle();
    expect(cluster.watching).to.equal(0);
    expect(hub.open).to.equal(0);
  });

  it("gives a late listener what is known at once, and tells it no past event", async () => {
    const cluster = new FakeCluster();
    const hub = new WatchHub(cluster, 0);
    const early = hub.subscribe(PODS, () => undefined);
    cluster.put(pod("a"));
    await settle();
    const events: HubEvent[] = [];
    const late = hub.subscribe(PODS, (event) => events.push(event));
    expect([...late.objects.keys()]).to.deep.equal(["apps/a"]);
    expect(late.synced).to.equal(true);
    await settle();
    expect(events).to.deep.equal([]);
    cluster.remove(pod("a"));
    await settle();
    expect(events.map(({ type }) => type)).to.deep.equal(["DELETED"]);
    expect(late.objects.size).to.equal(0);
    early.close();
    late.close();
  });

  it("watches other namespaces and other fields apart", async () => {
    const cluster = new FakeCluster();
    const hub = new WatchHub(cluster, 0);
    const targets = [PODS, { ...PODS, namespace: "other" }, { ...PODS, fieldSelector: "metadata.name=a" }];
    const held = targets.map((target) => hub.subscribe(target, () => undefined));
    await settle();
    expect(cluster.watching).to.equal(3);
    for (const subscription of held) subscription.close();
    await settle();
    expect(cluster.watching).to.equal(0);
  });

  it("keeps an unused watch open for its linger time, so that the next wait does not list anew", async () => {
    const cluster = new FakeCluster();
    const hub = new WatchHub(cluster, 30);
    hub.subscribe(PODS, () => undefined).close();
    const again = hub.subscribe(PODS, () => undefined);
    await settle();
    expect(cluster.opened).to.equal(1);
    again.close();
    expect(hub.open).to.equal(1);
    const ended = new Promise<void>((resolve) => {
      const look = () => (hub.open === 0 ? resolve() : setTimeout(look, 5));
      look();
    });
    await ended;
    await settle();
    expect(cluster.watching).to.equal(0);
  });

  it("does not close a watch that is used again, however often and by whom it was let go", async () => {
    const cluster = new FakeCluster();
    const hub = new WatchHub(cluster, 10);
    const first = hub.subscribe(PODS, () => undefined);
    first.close();
    first.close();
    let heard = 0;
    const again = hub.subscribe(PODS, () => heard++);
    await new Promise((resolve) => setTimeout(resolve, 30));
    heard = 0;
    cluster.put(pod("a"));
    await settle();
    expect(heard).to.equal(1);
    again.close();
  });

  it("tells its listeners when a watch ends for good, and opens a new one for the next", async () => {
    const cluster = new FakeCluster();
    const hub = new WatchHub(cluster, 0);
    const events: HubEvent[] = [];
    const failing = hub.subscribe(PODS, (event) => events.push(event));
    await settle();
    cluster.refuseWatch("Pod", new ApiError("the server is gone", 0, "Unreachable"));
    await settle();
    expect(events.at(-1)).to.have.property("type", "FAILED");
    expect(failing.failure?.message).to.equal("the server is gone");
    hub.subscribe(PODS, () => undefined);
    await settle();
    expect(cluster.opened).to.equal(2);
  });

  it("needs four watches for two hundred waits at once, and none after them", async () => {
    const run = new Run();
    const waits = Array.from({ length: 200 }, (_, index) => {
      const one = deployment();
      const named = { ...one, metadata: { ...one.metadata, name: `web${index}`, uid: `uid${index}` } };
      return new Run(run.cluster, run.clock).start(run.cluster.put(named));
    });
    await settle();
    expect(run.cluster.opened).to.equal(4);
    for (const [index, wait] of waits.entries()) {
      const one = deployment({ revision: 1, status: rollout(1, { all: 1, updated: 1, available: 1 }) });
      run.cluster.put({ ...one, metadata: { ...one.metadata, name: `web${index}`, uid: `uid${index}` } });
      await wait.success();
    }
    expect(run.cluster.watching, "the linger time is not over").to.equal(4);
    while (run.open > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await settle();
    expect(run.cluster.watching).to.equal(0);
  }).timeout(5000);
});

describe("a wait with a shared watch that lags, on a cluster in memory", () => {
  it("does not take what the watch still has for the state after the write", async () => {
    const run = new Run();
    const complete = rollout(1, { all: 1, updated: 1, available: 1 });
    run.cluster.put(deployment({ generation: 1, revision: 1, status: complete }));
    const hold = WatchHub.of(run.cluster).subscribe(
      { apiVersion: "apps/v1", kind: "Deployment", namespace: "apps" },
      () => undefined,
    );
    await settle();
    run.cluster.hold();
    run.start(run.cluster.put(deployment({ generation: 2, revision: 1, status: complete })), { operation: "update" });
    await run.clock.advance(10);
    expect(await run.isOpen()).to.equal(true);
    run.cluster.release();
    run.cluster.put(
      deployment({ generation: 2, revision: 2, status: rollout(2, { all: 1, updated: 1, available: 1 }) }),
    );
    await run.success();
    hold.close();
  });
});

describe("a wait whose watch fails, on a cluster in memory", () => {
  it("reads the object instead where watching is forbidden", async () => {
    const run = new Run();
    run.cluster.refuseWatch("Deployment", new ApiError("deployments is forbidden", 403, "Forbidden"));
    run.start(run.cluster.put(deployment()));
    await run.clock.advance(5);
    expect(await run.isOpen()).to.equal(true);
    for (let change = 0; change < 20; change++) {
      run.cluster.put(pod(`web-1-${change}`));
      await run.isOpen();
    }
    run.cluster.put(deployment({ revision: 1, status: rollout(1, { all: 1, updated: 1, available: 1 }) }));
    await run.clock.advance(2);
    await run.success();
    expect(run.cluster.reads, "one read in two seconds").to.equal(4);
  });

  it("still waits where only the pods may not be watched", async () => {
    const run = new Run();
    run.cluster.refuseWatch("Pod", new ApiError("pods is forbidden", 403, "Forbidden"));
    run.start(run.cluster.put(deployment()));
    expect(await run.isOpen()).to.equal(true);
    run.cluster.put(deployment({ revision: 1, status: rollout(1, { all: 1, updated: 1, available: 1 }) }));
    await run.success();
  });

  it("ends with a clear error when the API server is lost", async () => {
    const run = new Run();
    run.start(run.cluster.put(deployment()));
    await run.isOpen();
    run.cluster.refuseWatch(
      "Deployment",
      new ApiError("cannot reach 127.0.0.1:6443: connection refused", 0, "Unreachable"),
    );
    const error = await run.failure();
    expect(error.headline).to.equal(
      "The wait for Deployment apps/web lost the API server: cannot reach 127.0.0.1:6443: connection refused",
    );
    expect(error.object?.metadata.name).to.equal("web");
  });
});
