import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import type { PropertyMap } from "../../../engine/plugin";
import { ControlPlane } from "../../support/control-plane";
import { eventually } from "../../support/eventually";
import { failureOf, ProviderUnderTest } from "../../support/kubernetes-provider";
import type { State } from "../../support/plugin-client";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const WIDGET = "kubernetes:example.org/v1:Widget";
const DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";

/** What answers without waiting for anything does so within this time, in milliseconds, on a busy machine. */
const AT_ONCE = 3_000;

const namespace = (name: string, labels: PropertyMap = {}): PropertyMap => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels },
});

const configMap = (namespace: string, data: PropertyMap = {}): PropertyMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings", namespace },
  data,
});

const definition: PropertyMap = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.org" },
  spec: {
    group: "example.org",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};

const widget = (name: string): PropertyMap => ({
  apiVersion: "example.org/v1",
  kind: "Widget",
  metadata: { name, namespace: "default" },
});

describe("the Kubernetes provider, when a namespace or kind is missing on a real API server", function () {
  this.timeout(120_000);
  let plane: ControlPlane;
  let api: ApiClient;
  const started: ProviderUnderTest[] = [];

  before(async () => {
    plane = await ControlPlane.start({ controllers: true });
    api = new ApiClient(await loadKubeconfig({ kubeconfig: plane.kubeconfig() }));
  });

  after(async () => {
    api?.close();
    await plane?.stop();
  });

  afterEach(() => started.splice(0).forEach((provider) => provider.stop()));

  /** A provider as a new run of the engine has it. */
  async function newRun(): Promise<ProviderUnderTest> {
    const provider = await ProviderUnderTest.start(plane.kubeconfig());
    started.push(provider);
    return provider;
  }

  /** Does what the engine does with a resource that has not changed. */
  async function same(provider: ProviderUnderTest, type: string, name: string, state: State): Promise<void> {
    expect((await provider.diff(type, name, state, state.inputs)).changes).to.equal(false);
  }

  /** Deletes by hand. */
  async function remove(kind: "Namespace" | "CustomResourceDefinition", name: string): Promise<void> {
    const reference = { apiVersion: kind === "Namespace" ? "v1" : "apiextensions.k8s.io/v1", kind, name };
    await api.delete(reference, { propagationPolicy: "Background" });
    await eventually(`${kind} ${name} is gone`, async () => expect(await api.get(reference)).to.equal(undefined));
  }

  async function atOnce<Result>(action: Promise<Result>): Promise<Result> {
    const began = performance.now();
    const result = await action;
    expect(performance.now() - began).to.be.below(AT_ONCE);
    return result;
  }

  it("says at once that a namespace of the state was deleted, in preview and update, of new and changed objects", async () => {
    const first = await newRun();
    const space = await first.create(NAMESPACE, "space", namespace("deleted"));
    const settings = await first.create(CONFIG_MAP, "settings", configMap("deleted", { a: "1" }));
    await remove("Namespace", "deleted");

    const next = await newRun();
    await same(next, NAMESPACE, "space", space);
    const inputs = await next.check(CONFIG_MAP, "more", configMap("deleted"));
    const changed = await next.check(CONFIG_MAP, "settings", configMap("deleted", { a: "2" }), settings.inputs);
    for (const preview of [true, false]) {
      for (const action of [
        next.plugin.create({ type: CONFIG_MAP, name: "more" }, inputs, { preview }),
        next.plugin.update({ type: CONFIG_MAP, name: "settings" }, settings, changed, { preview }),
      ]) {
        expect((await atOnce(failureOf(action))).message)
          .to.match(/^ConfigMap "deleted\/settings" was not (created|updated): /)
          .and.contain('namespace "deleted" is in the stack\'s state but not in the cluster')
          .and.contain("`pulumi up --refresh`");
      }
    }

    // What the refresh finds, and what the engine makes of it.
    const refreshed = await newRun();
    expect(await refreshed.plugin.read({ type: NAMESPACE, name: "space" }, space)).to.equal(undefined);
    expect(await refreshed.plugin.read({ type: CONFIG_MAP, name: "settings" }, settings)).to.equal(undefined);
    const created = refreshed.create(CONFIG_MAP, "settings", configMap("deleted"));
    await refreshed.create(NAMESPACE, "space", namespace("deleted"));
    expect((await created).id).to.equal("deleted/settings");
  });

  it("says the same where inputs are not known yet, and nothing of a namespace that this run creates", async () => {
    const first = await newRun();
    const space = await first.create(NAMESPACE, "space", namespace("unknown"));
    await remove("Namespace", "unknown");
    const { Unknown } = await import("../../../engine/plugin");
    const open = configMap("unknown", { image: Unknown.value as never });
    const next = await newRun();
    const preview = { preview: true };
    const resource = { type: CONFIG_MAP, name: "more" };
    await next.check(NAMESPACE, "space", namespace("unknown"));
    expect((await next.plugin.create(resource, open, preview)).id).to.equal("");
    await same(next, NAMESPACE, "space", space);
    expect((await failureOf(next.plugin.create(resource, open, preview))).message).to.contain("not in the cluster");
  });

  it("creates again a namespace that changes, and says what is gone with it", async () => {
    const first = await newRun();
    const space = await first.create(NAMESPACE, "space", namespace("changed"));
    await remove("Namespace", "changed");
    const next = await newRun();
    const checked = await next.check(NAMESPACE, "space", namespace("changed", { team: "web" }), space.inputs);
    expect((await next.plugin.diff({ type: NAMESPACE, name: "space" }, space, checked)).changes).to.equal(true);
    const creating = next.create(CONFIG_MAP, "settings", configMap("changed"));
    await next.plugin.update({ type: NAMESPACE, name: "space" }, space, checked, { timeout: 30 });
    expect((await creating).id).to.equal("changed/settings");
    const [warning] = next.plugin.lines.filter(({ message }) => message.includes("deleted by someone else"));
    expect(warning?.message).to.contain("Everything in it was deleted with it").and.contain("`pulumi up --refresh`");
  });

  it("says at once that a namespace is being deleted", async () => {
    const first = await newRun();
    const space = await first.create(NAMESPACE, "space", namespace("ending"));
    const metadata = { name: "holds", namespace: "ending", finalizers: ["example.org/never"] };
    await api.create({ apiVersion: "v1", kind: "ConfigMap", metadata }, { fieldManager: "someone" });
    await api.delete({ apiVersion: "v1", kind: "Namespace", name: "ending" }, { propagationPolicy: "Background" });

    const next = await newRun();
    await same(next, NAMESPACE, "space", space);
    const known = await atOnce(failureOf(next.create(CONFIG_MAP, "settings", configMap("ending"))));
    expect(known.message).to.contain('namespace "ending" is being deleted').and.contain("`pulumi up --refresh`");
    const strange = await newRun();
    const unknown = await atOnce(failureOf(strange.create(CONFIG_MAP, "settings", configMap("ending"))));
    expect(unknown.message).to.contain('namespace "ending" is being deleted').and.contain("create it again");

    const holder = { apiVersion: "v1", kind: "ConfigMap", name: "holds", namespace: "ending" };
    await api.mergePatch(
      { ...holder, metadata: { name: "holds", namespace: "ending", finalizers: [] } },
      { fieldManager: "someone" },
    );
  });

  it("says that the namespace was not created when its own creation failed", async () => {
    const run = await newRun();
    const inputs = await run.check(NAMESPACE, "space", namespace("Not-A-Name"));
    const settings = failureOf(run.create(CONFIG_MAP, "settings", configMap("Not-A-Name")));
    const space = await failureOf(run.plugin.create({ type: NAMESPACE, name: "space" }, inputs));
    expect(space.message).to.contain("Not-A-Name");
    expect((await atOnce(settings)).message).to.contain("it was not created, and the error of that resource says why");
  });

  it("waits for a namespace that another provider of the same run creates", async () => {
    const one = await newRun();
    const other = await newRun();
    const settings = one.create(CONFIG_MAP, "settings", configMap("elsewhere"));
    await sleep(2_000);
    await other.create(NAMESPACE, "space", namespace("elsewhere"));
    expect((await settings).id).to.equal("elsewhere/settings");
    expect(one.plugin.lines.map(({ message }) => message)).to.include('waiting for namespace "elsewhere"');
  });

  it("keeps to the resource's own time-out, and ends when the engine cancels", async () => {
    const run = await newRun();
    await run.check(NAMESPACE, "space", namespace("slow"));
    const inputs = await run.check(CONFIG_MAP, "settings", configMap("slow"));
    const resource = { type: CONFIG_MAP, name: "settings" };
    const late = await failureOf(run.plugin.create(resource, inputs, { timeout: 1 }));
    expect(late.message).to.contain("the 1 s that this resource may take are over");
    const pending = failureOf(run.plugin.create(resource, inputs));
    await eventually("it waits", () => {
      expect(run.plugin.lines.filter(({ message }) => message.includes("which is to be created"))).to.have.length(2);
      return Promise.resolve();
    });
    await run.plugin.cancel();
    expect((await atOnce(pending)).message).to.contain("cancelled");
  });

  it("says at once that the definition of a kind was deleted, and deletes what went with it", async () => {
    const first = await newRun();
    const crd = await first.create(DEFINITION, "crd", definition);
    const one = await first.create(WIDGET, "one", widget("one"));
    await remove("CustomResourceDefinition", "widgets.example.org");

    const next = await newRun();
    await same(next, DEFINITION, "crd", crd);
    const inputs = await next.check(WIDGET, "two", widget("two"));
    const changed = await next.check(WIDGET, "one", { ...widget("one"), spec: { size: 2 } }, one.inputs);
    for (const preview of [true, false]) {
      for (const action of [
        next.plugin.create({ type: WIDGET, name: "two" }, inputs, { preview }),
        next.plugin.update({ type: WIDGET, name: "one" }, one, changed, { preview }),
      ]) {
        expect((await atOnce(failureOf(action))).message)
          .to.match(/^Widget "default\/(one|two)" was not (created|updated): /)
          .and.contain(
            'CustomResourceDefinition "widgets.example.org" is in the stack\'s state but not in the cluster',
          );
      }
    }
    await atOnce(next.delete(WIDGET, "one", one));
    await atOnce(next.delete(DEFINITION, "crd", crd));
  });

  it("creates an object of a version that the same run adds to its definition", async () => {
    const first = await newRun();
    const crd = await first.create(DEFINITION, "crd", definition);
    const next = await newRun();
    const spec = definition.spec as PropertyMap;
    const [v1] = spec.versions as PropertyMap[];
    const v2 = { ...v1!, name: "v2", storage: false };
    const inputs = await next.check(
      DEFINITION,
      "crd",
      { ...definition, spec: { ...spec, versions: [v1!, v2] } },
      crd.inputs,
    );
    expect((await next.plugin.diff({ type: DEFINITION, name: "crd" }, crd, inputs)).changes).to.equal(true);
    const creating = next.create("kubernetes:example.org/v2:Widget", "new", {
      ...widget("new"),
      apiVersion: "example.org/v2",
    });
    const wrong = failureOf(
      next.create("kubernetes:example.org/v3:Widget", "wrong", { ...widget("wrong"), apiVersion: "example.org/v3" }),
    );
    const updated = await next.plugin.update({ type: DEFINITION, name: "crd" }, crd, inputs, { timeout: 30 });
    expect((await creating).id).to.equal("default/new");
    expect((await wrong).message).to.contain('does not serve version "v3", only "v1", "v2"');
    await next.delete(DEFINITION, "crd", updated);
  });

  it("deletes at once what went with its namespace", async () => {
    const first = await newRun();
    const space = await first.create(NAMESPACE, "space", namespace("emptied"));
    const settings = await first.create(CONFIG_MAP, "settings", configMap("emptied"));
    await remove("Namespace", "emptied");
    const next = await newRun();
    await atOnce(next.delete(CONFIG_MAP, "settings", settings));
    await atOnce(next.delete(NAMESPACE, "space", space));
  });
});
