import { expect } from "chai";
import { status } from "@grpc/grpc-js";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import type { KubernetesObject } from "../../../engine/kubernetes/types";
import type { PropertyMap } from "../../../engine/plugin";
import { ControlPlane } from "../../support/control-plane";
import { failureOf, ProviderUnderTest } from "../../support/kubernetes-provider";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const PATCH = "kubernetes:core/v1:ConfigMapPatch";
const WIDGET = "kubernetes:example.org/v1:Widget";
const DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";

const configMap = (name: string, more: PropertyMap = {}): PropertyMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  ...more,
});

const deployment = (name: string, spec: PropertyMap = {}): PropertyMap => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, annotations: { "pulumi.com/skipAwait": "true" } },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: "c", image: "i" }] } },
    ...spec,
  },
});

describe("the Kubernetes provider beside others who manage the same objects", function () {
  this.timeout(120_000);
  let plane: ControlPlane;
  let api: ApiClient;
  let provider: ProviderUnderTest;

  before(async () => {
    plane = await ControlPlane.start();
    api = new ApiClient(await loadKubeconfig({ kubeconfig: plane.kubeconfig() }));
    provider = await ProviderUnderTest.start(plane.kubeconfig(), { enableConfigMapMutable: "true" });
  });

  after(async () => {
    provider?.stop();
    api?.close();
    await plane?.stop();
  });

  const live = (kind: string, name: string, apiVersion = "v1") =>
    api.get({ apiVersion, kind, name, namespace: "default" });

  const change = (object: PropertyMap, fieldManager: string) =>
    api.mergePatch(
      {
        ...object,
        metadata: { ...(object.metadata as PropertyMap), namespace: "default" },
      } as unknown as KubernetesObject,
      { fieldManager },
    );

  it("refuses to overwrite a controller's field, names both, and does it when told to", async () => {
    const state = await provider.create(DEPLOYMENT, "scaled", deployment("scaled", { replicas: 1 }));
    await change(
      { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "scaled" }, spec: { replicas: 3 } },
      "scaler",
    );
    const wanted = deployment("scaled", { replicas: 2 });
    const error = await failureOf(provider.update(DEPLOYMENT, "scaled", state, wanted));
    expect(error.code).to.equal(status.ABORTED);
    expect(error.message).to.contain('.spec.replicas (managed by "scaler")').and.contain("pulumi.com/patchForce");
    const inputs = await provider.check(DEPLOYMENT, "scaled", wanted, state.inputs);
    const preview = provider.plugin.update({ type: DEPLOYMENT, name: "scaled" }, state, inputs, { preview: true });
    expect((await failureOf(preview)).message).to.contain("scaler");
    const annotations = { "pulumi.com/skipAwait": "true", "pulumi.com/patchForce": "true" };
    const forced = { ...wanted, metadata: { name: "scaled", annotations } };
    expect(
      ((await provider.update(DEPLOYMENT, "scaled", state, forced)).outputs.spec as PropertyMap).replicas,
    ).to.equal(2);
  });

  it("sets right what a person changed by hand, and keeps the mark of a restart", async () => {
    const state = await provider.create(DEPLOYMENT, "edited", deployment("edited", { replicas: 1 }));
    const edited = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "edited" } };
    await change({ ...edited, spec: { replicas: 5 } }, "kubectl-edit");
    const mark = { "kubectl.kubernetes.io/restartedAt": "now" };
    await change({ ...edited, spec: { template: { metadata: { annotations: mark } } } }, "kubectl-rollout");
    const { outputs } = await provider.update(DEPLOYMENT, "edited", state, deployment("edited", { replicas: 2 }));
    const spec = outputs.spec as { replicas: number; template: KubernetesObject };
    expect(spec.replicas).to.equal(2);
    expect(spec.template.metadata.annotations).to.deep.equal(mark);
  });

  it("leaves ignored fields to whoever manages them", async () => {
    const state = await provider.create(DEPLOYMENT, "ignored", deployment("ignored", { replicas: 1 }));
    await change(
      { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "ignored" }, spec: { replicas: 4 } },
      "scaler",
    );
    const wanted = await provider.check(
      DEPLOYMENT,
      "ignored",
      deployment("ignored", { replicas: 1, minReadySeconds: 1 }),
      state.inputs,
    );
    const resource = { type: DEPLOYMENT, name: "ignored" };
    const ignoreChanges = ["spec.replicas"];
    const diff = await provider.plugin.diff(resource, state, wanted, ignoreChanges);
    expect(diff.detailed).to.deep.equal({ "spec.minReadySeconds": "add" });
    const { outputs } = await provider.plugin.update(resource, state, wanted, { ignoreChanges });
    expect(outputs.spec).to.deep.include({ replicas: 4, minReadySeconds: 1 });
  });

  it("creates again what somebody deleted, and says so", async () => {
    const state = await provider.create(CONFIG_MAP, "lost", configMap("lost", { data: { a: "1" } }));
    await api.delete(
      { apiVersion: "v1", kind: "ConfigMap", name: "lost", namespace: "default" },
      { propagationPolicy: "Background" },
    );
    const { outputs } = await provider.update(CONFIG_MAP, "lost", state, configMap("lost", { data: { a: "2" } }));
    expect(outputs.data).to.deep.equal({ a: "2" });
    expect(provider.plugin.lines.at(-1)!.message).to.contain("deleted by someone else");
  });

  it("patches single fields of an object and gives them back on delete", async () => {
    await provider.create(CONFIG_MAP, "shared", configMap("shared", { data: { owner: "full" } }));
    const inputs = configMap("shared", { data: { guest: "1" } });
    const state = await provider.create(PATCH, "patch", inputs);
    expect(state.id).to.equal("default/shared");
    expect((await live("ConfigMap", "shared"))!.data).to.deep.equal({ owner: "full", guest: "1" });
    const changed = await provider.update(PATCH, "patch", state, configMap("shared", { data: { guest: "2" } }));
    expect(changed.outputs.data).to.deep.equal({ owner: "full", guest: "2" });
    await provider.delete(PATCH, "patch", changed);
    expect((await live("ConfigMap", "shared"))!.data).to.deep.equal({ owner: "full" });
  });

  it("does not create an object by giving up a patch of it, and wants the name of what to patch", async () => {
    const state = { id: "default/never", inputs: configMap("never"), outputs: configMap("never") };
    await provider.delete(PATCH, "never", state);
    expect(await live("ConfigMap", "never")).to.be.undefined;
    const nameless = await provider.plugin.check(
      { type: PATCH, name: "p" },
      { apiVersion: "v1", kind: "ConfigMap", metadata: {} },
    );
    expect(nameless.failures[0]!.property).to.equal("metadata.name");
  });

  it("finds on refresh exactly what was changed by hand", async () => {
    const inputs = deployment("drifted", { replicas: 1 });
    const state = await provider.create(DEPLOYMENT, "drifted", inputs);
    const unchanged = await provider.plugin.read({ type: DEPLOYMENT, name: "drifted" }, state);
    expect(unchanged!.inputs).to.deep.equal(state.inputs);
    const patch = { spec: { replicas: 7, paused: true } };
    await change(
      { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "drifted" }, ...patch },
      "kubectl-edit",
    );
    const drifted = (await provider.plugin.read({ type: DEPLOYMENT, name: "drifted" }, state))!;
    expect((await provider.diff(DEPLOYMENT, "drifted", drifted, inputs)).detailed).to.deep.equal({
      "spec.replicas": "update",
    });
  });

  it("imports an object with inputs that make no change of it", async () => {
    const object = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "found", namespace: "default", labels: { a: "b" } },
    };
    await api.create({ ...object, data: { k: "v" } }, { fieldManager: "kubectl-create" });
    const imported = (await provider.plugin.read({ type: CONFIG_MAP, name: "found" }, { id: "default/found" }))!;
    expect(imported.inputs).to.deep.equal({ ...object, data: { k: "v" } });
    expect((await provider.plugin.diff({ type: CONFIG_MAP, name: "found" }, imported, imported.inputs)).changes).to.be
      .false;
    const updated = await provider.update(CONFIG_MAP, "found", imported, { ...object, data: { l: "w" } });
    expect(updated.outputs.data).to.deep.equal({ l: "w" });
  });

  it("imports an object that the program describes without its defaults and allocated addresses", async () => {
    const type = "kubernetes:core/v1:Service";
    const metadata = { name: "plain", namespace: "default" };
    const service = (port: number) => ({
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector: { a: "b" }, ports: [{ port }] },
    });
    await api.create(service(80), { fieldManager: "kubectl-client-side-apply" });
    const imported = (await provider.plugin.read({ type, name: "plain" }, { id: "default/plain" }))!;
    expect((imported.inputs.spec as PropertyMap).clusterIP).to.match(/^10\./);
    expect((await provider.diff(type, "plain", imported, service(80))).changes).to.be.false;
    expect((await provider.diff(type, "plain", imported, service(81))).detailed).to.deep.equal({
      "spec.ports[0].port": "update",
      "spec.ports[0].targetPort": "delete",
    });
    const { selector: _, ...spec } = service(80).spec;
    expect((await provider.diff(type, "plain", imported, { ...service(80), spec })).detailed).to.deep.equal({
      "spec.selector": "delete",
    });
  });

  it("takes over an existing object when the provider is told so", async () => {
    const upserting = await ProviderUnderTest.start(plane.kubeconfig(), { upsertExistingObjects: "true" });
    const metadata = { name: "upserted", namespace: "default" };
    await api.create({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { a: "1" } }, { fieldManager: "someone" });
    const { outputs } = await upserting.create(CONFIG_MAP, "upserted", configMap("upserted", { data: { b: "2" } }));
    expect(outputs.data).to.deep.equal({ a: "1", b: "2" });
    upserting.stop();
  });

  it("creates objects of a kind whose definition the same run creates, whichever comes first", async () => {
    const fresh = await ProviderUnderTest.start(plane.kubeconfig());
    const widget = { apiVersion: "example.org/v1", kind: "Widget", metadata: { name: "w" }, spec: { size: 1 } };
    const properties = { spec: { type: "object", x_kubernetes_preserve_unknown_fields: true } };
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.example.org" },
      spec: {
        group: "example.org",
        scope: "Namespaced",
        names: { plural: "widgets", singular: "widget", kind: "Widget" },
        versions: [
          { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object", properties } } },
        ],
      },
    };
    const creating = fresh.create(WIDGET, "w", widget);
    const definitionState = await fresh.create(DEFINITION, "d", definition);
    const state = await creating;
    expect(state.id).to.equal("default/w");
    expect((await fresh.diff(DEFINITION, "d", definitionState, definition)).changes).to.be.false;
    const changed = { ...widget, spec: { size: 2 } };
    expect((await fresh.diff(WIDGET, "w", state, changed)).detailed).to.deep.equal({ "spec.size": "update" });
    expect((await fresh.update(WIDGET, "w", state, changed)).outputs.spec).to.deep.equal({ size: 2 });
    await fresh.delete(DEFINITION, "d", definitionState);
    // What the definition took with it is deleted, not an error.
    await fresh.delete(WIDGET, "w", state);
    fresh.stop();
  });

  it("remembers what it was waiting for when the engine cancels, so that nothing is lost", async () => {
    const cancelled = await ProviderUnderTest.start(plane.kubeconfig());
    const { metadata: _, ...rest } = deployment("waiting");
    const pending = failureOf(cancelled.create(DEPLOYMENT, "waiting", { ...rest, metadata: { name: "waiting" } }));
    const written = api.watch(
      { apiVersion: "apps/v1", kind: "Deployment" },
      { namespace: "default" },
      AbortSignal.timeout(30_000),
    );
    for await (const event of written) {
      if (event.object?.metadata.name === "waiting") {
        break;
      }
    }
    await cancelled.plugin.cancel();
    const error = await pending;
    // Cancelled while it waited, or between the write and the wait: either way the next run finds the object.
    if (error.initFailure) {
      expect(error.initFailure.id).to.equal("default/waiting");
      expect((error.initFailure.outputs.metadata as PropertyMap).name).to.equal("waiting");
    } else {
      expect(error.code).to.equal(status.CANCELLED);
    }
    cancelled.stop();
  });
});
