import { expect } from "chai";
import { ruleOf } from "../../../../engine/kubernetes/await/kinds";
import { ApiError, type KubernetesObject } from "../../../../engine/kubernetes/types";
import { event, object } from "./support/objects";
import { Run } from "./support/run";

type Fields = Record<string, unknown>;

function claim(phase: string, spec: Fields = {}): KubernetesObject {
  return object("v1", "PersistentVolumeClaim", "data", {
    spec: { storageClassName: "fast", ...spec },
    status: { phase },
  });
}

function storageClass(name: string, volumeBindingMode: string): KubernetesObject {
  return { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", metadata: { name }, volumeBindingMode };
}

function clusterObject(apiVersion: string, kind: string, name: string, fields: Fields): KubernetesObject {
  return { apiVersion, kind, metadata: { name, uid: `uid-${name}` }, ...fields };
}

describe("await PersistentVolumeClaim, on a cluster in memory", () => {
  it("is ready when it is bound", async () => {
    const run = new Run();
    run.cluster.put(storageClass("fast", "Immediate"));
    run.start(run.cluster.put(claim("Pending")));
    const provisioner = "Waiting for a volume to be created by the external provisioner 'fast'";
    run.cluster.put(event(claim("Pending"), "ExternalProvisioning", provisioner, { type: "Normal" }));
    await run.clock.advance(60);
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports.at(-1)).to.equal(`the claim is not bound: ${provisioner}`);
    run.cluster.put(claim("Bound"));
    await run.success();
  });

  it("is ready at once when its class binds for the first pod only", async () => {
    const run = new Run();
    run.cluster.put(storageClass("fast", "WaitForFirstConsumer"));
    run.start(run.cluster.put(claim("Pending")));
    await run.success();
  });

  it("takes the controller's word for that where classes may not be seen", async () => {
    for (const reason of ["WaitForFirstConsumer", "WaitForPodScheduled"]) {
      const run = new Run();
      run.cluster.refuseWatch("StorageClass", new ApiError("forbidden", 403, "Forbidden"));
      run.start(run.cluster.put(claim("Pending")));
      expect(await run.isOpen()).to.equal(true);
      run.cluster.put(event(claim("Pending"), reason, "waiting for first consumer", { type: "Normal" }));
      await run.success();
    }
  });

  it("fails within seconds for a class that does not exist", async () => {
    const run = new Run();
    run.start(run.cluster.put(claim("Pending")), { timeoutSeconds: 40 });
    run.cluster.put(event(claim("Pending"), "ProvisioningFailed", 'storageclass.storage.k8s.io "fast" not found'));
    await run.clock.advance(3.9);
    expect(await run.isOpen()).to.equal(true);
    await run.clock.advance(0.2);
    const error = await run.failure();
    expect(error.headline).to.equal(
      "PersistentVolumeClaim apps/data: StorageClass fast does not exist, and no free PersistentVolume has that class; the claim is not bound",
    );
    expect(error.details.join()).to.contain("Create the class");
  });

  it("waits when a free volume of that name of class exists, or one is named", async () => {
    const free = new Run();
    const volume = { spec: { storageClassName: "fast" }, status: { phase: "Available" } };
    free.cluster.put(clusterObject("v1", "PersistentVolume", "v1", volume));
    free.start(free.cluster.put(claim("Pending")));
    const named = new Run();
    named.start(named.cluster.put(claim("Pending", { volumeName: "v2" })));
    for (const run of [free, named]) {
      await run.clock.advance(30);
      expect(await run.isOpen()).to.equal(true);
    }
  });

  it("keeps its time-out and says what the provisioner said", async () => {
    const run = new Run();
    run.cluster.put(storageClass("fast", "Immediate"));
    run.start(run.cluster.put(claim("Pending")), { timeoutSeconds: 40 });
    run.cluster.put(event(claim("Pending"), "ProvisioningFailed", "rpc error: no space left"));
    await run.clock.advance(41);
    const error = await run.failure();
    expect(error.reason).to.equal("TimedOut");
    expect(error.headline).to.contain(
      "was not ready within 40 s: no volume can be provisioned: rpc error: no space left",
    );
  });

  it("fails when its volume is lost", async () => {
    const run = new Run();
    run.start(run.cluster.put(claim("Pending", { volumeName: "v1" })));
    run.cluster.put(claim("Lost", { volumeName: "v1" }));
    expect((await run.failure()).headline).to.contain("the volume v1 that the claim was bound to is gone");
  });
});

describe("await PersistentVolume, on a cluster in memory", () => {
  it("is ready when it is available, and fails when it failed", async () => {
    const volume = (status: Fields) => clusterObject("v1", "PersistentVolume", "disk", { status });
    const ready = new Run();
    ready.start(ready.cluster.put(volume({ phase: "Pending" })));
    expect(await ready.isOpen()).to.equal(true);
    ready.cluster.put(volume({ phase: "Available" }));
    await ready.success();
    const failed = new Run();
    failed.start(failed.cluster.put(volume({ phase: "Failed", message: "no such path" })));
    expect((await failed.failure()).headline).to.contain("PersistentVolume disk: the volume failed: no such path");
  });
});

describe("await CustomResourceDefinition, on a cluster in memory", () => {
  const definition = (established: string, accepted: string, message = "") =>
    clusterObject("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.example.org", {
      status: {
        conditions: [
          { type: "Established", status: established },
          { type: "NamesAccepted", status: accepted, message },
        ],
      },
    });

  it("is ready when its names are accepted and it is established", async () => {
    const run = new Run();
    run.start(
      run.cluster.put(clusterObject("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.example.org", {})),
    );
    run.cluster.put(definition("False", "True"));
    expect(await run.isOpen()).to.equal(true);
    run.cluster.put(definition("True", "True"));
    await run.success();
  });

  it("is not ready before discovery knows its kind", async () => {
    const run = new Run();
    const found = run.cluster.discover.bind(run.cluster);
    run.cluster.discover = () => Promise.reject(new Error("no such kind"));
    const served = {
      ...definition("True", "True"),
      spec: { group: "example.org", names: { kind: "Widget" }, versions: [{ name: "v1", served: true }] },
    };
    run.start(run.cluster.put(served));
    await run.clock.advance(1);
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports).to.deep.equal(["waiting until the API server serves it"]);
    run.cluster.discover = found;
    await run.clock.advance(0.1);
    await run.success();
  });

  it("ends at once when it is cancelled, though discovery does not answer", async () => {
    const run = new Run();
    run.cluster.discover = () => new Promise(() => undefined);
    const spec = { group: "example.org", names: { kind: "Widget" }, versions: [{ name: "v1", served: true }] };
    run.start(run.cluster.put({ ...definition("True", "True"), spec }));
    expect(await run.isOpen()).to.equal(true);
    run.abort.abort();
    expect((await run.failure()).reason).to.equal("Cancelled");
  });

  it("fails when its names are taken", async () => {
    const run = new Run();
    run.start(run.cluster.put(definition("False", "False", '"Widget" is already in use')));
    await run.clock.advance(5);
    expect((await run.failure()).headline).to.contain('its names are taken: "Widget" is already in use');
    const renamed = new Run();
    renamed.start(renamed.cluster.put(definition("True", "False", '"Gadget" is already in use')));
    await renamed.clock.advance(5);
    expect((await renamed.failure()).headline).to.contain('"Gadget" is already in use');
  });
});

describe("await Namespace, APIService and Secret, on a cluster in memory", () => {
  it("takes an active namespace at once, and refuses one that is being deleted", async () => {
    const namespace = (phase: string) => clusterObject("v1", "Namespace", "apps", { status: { phase } });
    const active = new Run();
    active.start(active.cluster.put(namespace("Active")));
    await active.success();
    expect(active.cluster.opened).to.equal(0);
    const terminating = new Run();
    terminating.start(terminating.cluster.put(namespace("Terminating")));
    expect((await terminating.failure()).headline).to.contain("the namespace is being deleted");
  });

  it("waits for the API behind an APIService, and says why it is not there", async () => {
    const run = new Run();
    const api = (status: string, message?: string) =>
      clusterObject("apiregistration.k8s.io/v1", "APIService", "v1beta1.metrics.k8s.io", {
        status: { conditions: [{ type: "Available", status, message }] },
      });
    run.start(run.cluster.put(api("False", "endpoints for service have no addresses")), { timeoutSeconds: 30 });
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports.at(-1)).to.equal("the API is not available: endpoints for service have no addresses");
    run.cluster.put(api("True"));
    await run.success();
  });

  it("waits for the token of a ServiceAccount, and for no other Secret", async () => {
    const secret = (type: string, data: Fields) => object("v1", "Secret", "token", { type, data });
    const token = new Run();
    token.start(token.cluster.put(secret("kubernetes.io/service-account-token", {})));
    expect(await token.isOpen()).to.equal(true);
    token.cluster.put(secret("kubernetes.io/service-account-token", { token: "dA==" }));
    await token.success();
    const opaque = new Run();
    opaque.start(opaque.cluster.put(secret("Opaque", {})));
    await opaque.success();
  });
});

describe("the table of kinds", () => {
  it("takes any version of a group, and tells groups apart", () => {
    expect(ruleOf({ apiVersion: "apps/v1beta2", kind: "Deployment" })).to.equal(
      ruleOf({ apiVersion: "apps/v1", kind: "Deployment" }),
    );
    expect(ruleOf({ apiVersion: "apps/v1", kind: "Deployment" })).to.not.equal(undefined);
    expect(ruleOf({ apiVersion: "serving.knative.dev/v1", kind: "Service" })).to.equal(undefined);
    expect(ruleOf({ apiVersion: "v1", kind: "ConfigMap" })).to.equal(undefined);
  });
});
