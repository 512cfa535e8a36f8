import { expect } from "chai";
import { ApiError, type KubernetesObject } from "../../../../engine/kubernetes/types";
import { object, pod } from "./support/objects";
import { Run } from "./support/run";

const AT = "2026-01-01T00:00:00Z";

function deleting(base: KubernetesObject, finalizers?: string[]): KubernetesObject {
  return { ...base, metadata: { ...base.metadata, deletionTimestamp: AT, finalizers } };
}

const DELETE = { operation: "delete" } as const;

describe("await deletion, on a cluster in memory", () => {
  it("ends with one read and no watch when the object is gone", async () => {
    const run = new Run();
    const gone = run.cluster.put(object("v1", "ConfigMap", "settings"));
    run.cluster.remove(gone);
    run.start(gone, DELETE);
    await run.end();
    expect([run.cluster.reads, run.cluster.opened]).to.deep.equal([1, 0]);
  });

  it("ends when the object goes", async () => {
    const run = new Run();
    const ending = run.cluster.put(deleting(object("v1", "Pod", "one")));
    run.start(ending, DELETE);
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports).to.deep.equal(["it is ending"]);
    run.cluster.remove(ending);
    expect((await run.end()).error).to.equal(undefined);
    expect(run.reports).to.deep.equal(["it is ending", "gone"]);
    await run.clock.advance(1);
  });

  it("ends when another object has the name by now", async () => {
    const run = new Run();
    const ending = run.cluster.put(deleting(object("v1", "Pod", "one")));
    run.start(ending, DELETE);
    await run.isOpen();
    run.cluster.put(object("v1", "Pod", "one", {}, { uid: "another" }));
    expect((await run.end()).error).to.equal(undefined);
  });

  it("notices at once what has gone between the read and the watch", async () => {
    const run = new Run();
    const ending = run.cluster.put(deleting(object("v1", "Pod", "one")));
    const read = run.cluster.get.bind(run.cluster);
    run.cluster.get = async (reference) => {
      const found = await read(reference);
      run.cluster.remove(ending);
      return found;
    };
    run.start(ending, DELETE);
    expect((await run.end()).error).to.equal(undefined);
  });

  it("names the finalizers that hold an object, at once in the progress and in the error of the time-out", async () => {
    const run = new Run();
    const held = run.cluster.put(deleting(object("v1", "ConfigMap", "one"), ["example.org/keep"]));
    run.start(held, { ...DELETE, timeoutSeconds: 60 });
    await run.isOpen();
    const words = "held by finalizer example.org/keep, which its controller has to take away";
    expect(run.reports).to.deep.equal([words]);
    await run.clock.advance(61);
    const error = await run.failure();
    expect(error.headline).to.equal(`ConfigMap apps/one was not gone within 60 s: ${words}`);
    expect(error.object).to.not.equal(undefined);
  });

  it("says that dependants go first in a foreground deletion", async () => {
    const run = new Run();
    run.start(run.cluster.put(deleting(object("apps/v1", "Deployment", "web"), ["foregroundDeletion"])), DELETE);
    await run.isOpen();
    expect(run.reports).to.deep.equal(["what it owns is being deleted first"]);
  });

  describe("of a namespace that an API without an answer holds", () => {
    const discovery =
      "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery";

    function held(message = discovery): KubernetesObject {
      const conditions = [{ type: "NamespaceDeletionDiscoveryFailure", status: "True", message }];
      const metadata = { name: "apps", uid: "uid-apps", deletionTimestamp: AT };
      return { apiVersion: "v1", kind: "Namespace", metadata, status: { phase: "Terminating", conditions } };
    }

    function api(status: "True" | "False"): KubernetesObject {
      return {
        apiVersion: "apiregistration.k8s.io/v1",
        kind: "APIService",
        metadata: { name: "v1beta1.metrics.k8s.io" },
        spec: { service: { namespace: "kube-system", name: "metrics-server" } },
        status: { conditions: [{ type: "Available", status, message: "no answer" }] },
      };
    }

    function slice(endpoints: unknown[] | null): KubernetesObject {
      const labels = { "kubernetes.io/service-name": "metrics-server" };
      const metadata = { name: "metrics-server-x", namespace: "kube-system", labels };
      return { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", metadata, endpoints };
    }

    const starting = { conditions: { ready: false } };

    for (const { behind, slices } of [
      { behind: "no Service", slices: [] },
      { behind: "a Service without an endpoint", slices: [slice([])] },
      { behind: "a slice that lists none", slices: [slice(null)] },
      {
        behind: "only endpoints of another Service and of another namespace",
        slices: [
          { ...slice([starting]), metadata: { ...slice([]).metadata, name: "a", labels: {} } },
          { ...slice([starting]), metadata: { ...slice([]).metadata, name: "b", namespace: "apps" } },
        ],
      },
    ]) {
      it(`fails after 30 s, well before the time-out, with ${behind} behind the API`, async () => {
        const run = new Run();
        for (const one of [api("False"), ...slices]) run.cluster.put(one);
        run.start(run.cluster.put(held()), DELETE);
        await run.clock.advance(15);
        run.cluster.put(held(`${discovery}, other words`));
        await run.clock.advance(14);
        expect(await run.isOpen(), "what serves the API may be starting again").to.equal(true);
        expect(run.reports.join()).to.contain("metrics.k8s.io/v1beta1");
        await run.clock.advance(2);
        const error = await run.failure();
        expect(error.headline).to.contain(
          "Namespace apps: an API that does not answer holds the namespace: Discovery failed",
        );
        expect(error.details[0]).to.equal("APIService v1beta1.metrics.k8s.io is not available: no answer");
        expect(error.details[1]).to.contain("delete its APIService");
      });
    }

    it("gives an API that may only be slow 120 s, also while the words for it change", async () => {
      const run = new Run();
      for (const one of [api("False"), slice([starting])]) run.cluster.put(one);
      run.start(run.cluster.put(held()), DELETE);
      await run.clock.advance(60);
      run.cluster.put(held(`${discovery}, other words`));
      await run.clock.advance(59);
      expect(await run.isOpen()).to.equal(true);
      await run.clock.advance(2);
      expect((await run.failure()).details[0]).to.contain("is not available: no answer");
    });

    it("fails soon after the last endpoint has gone", async () => {
      const run = new Run();
      for (const one of [api("False"), slice([starting])]) run.cluster.put(one);
      run.start(run.cluster.put(held()), DELETE);
      await run.clock.advance(40);
      run.cluster.put(slice([]));
      await run.clock.advance(4);
      expect((await run.failure()).reason).to.equal("Failed");
    });

    for (const { how, error, isProof } of [
      { how: "takes too long", error: new DOMException("took too long", "TimeoutError"), isProof: false },
      { how: "cannot be reached", error: new ApiError("no connection", 0, "Unreachable"), isProof: false },
      { how: "is too busy", error: new ApiError("too many requests", 429, "TooManyRequests"), isProof: false },
      { how: "has a fault", error: new ApiError("internal error", 500, "InternalError"), isProof: false },
      { how: "may not tell", error: new ApiError("forbidden", 403, "Forbidden"), isProof: true },
    ]) {
      it(`${isProof ? "fails" : "goes on waiting"} when the API server ${how} as it is asked for that API`, async () => {
        const run = new Run();
        run.cluster.list = () => Promise.reject(error);
        run.start(run.cluster.put(held()), DELETE);
        await run.clock.advance(31);
        expect(await run.isOpen()).to.equal(!isProof);
        run.abort.abort();
        await run.end();
      });
    }

    it("goes on waiting once the API answers again, though the namespace has not noticed", async () => {
      const run = new Run();
      run.cluster.put(api("True"));
      const namespace = run.cluster.put(held());
      run.start(namespace, DELETE);
      await run.clock.advance(300);
      expect(await run.isOpen()).to.equal(true);
      run.cluster.remove(namespace);
      expect((await run.end()).error).to.equal(undefined);
    });
  });

  it("tells what remains in a namespace", async () => {
    const run = new Run();
    const message = "Some content in the namespace has finalizers remaining: example.org/keep in 1 resource instances";
    run.start(
      run.cluster.put({
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: "apps", uid: "uid-apps", deletionTimestamp: AT },
        status: { conditions: [{ type: "NamespaceFinalizersRemaining", status: "True", message }] },
      }),
      DELETE,
    );
    await run.isOpen();
    expect(run.reports.at(-1)).to.contain(message);
  });

  it("names the pods that use a claim", async () => {
    const run = new Run();
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
    run.cluster.put(pod("user", { ready: true, spec: { volumes } }));
    run.cluster.put(pod("other", { ready: true }));
    run.cluster.put(pod("done", { spec: { volumes }, status: { phase: "Succeeded" } }));
    const held = deleting(object("v1", "PersistentVolumeClaim", "data"), ["kubernetes.io/pvc-protection"]);
    run.start(run.cluster.put(held), DELETE);
    await run.isOpen();
    expect(run.reports.at(-1)).to.contain("pod user still uses it");
  });

  it("ends at once when it is cancelled", async () => {
    const run = new Run();
    run.start(run.cluster.put(deleting(object("v1", "Pod", "one"))), DELETE);
    await run.isOpen();
    run.abort.abort();
    expect((await run.failure()).reason).to.equal("Cancelled");
  });
});
