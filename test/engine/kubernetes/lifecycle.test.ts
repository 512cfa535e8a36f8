import { expect } from "chai";
import { status } from "@grpc/grpc-js";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import { Secret, Unknown, type PropertyMap } from "../../../engine/plugin";
import { ControlPlane } from "../../support/control-plane";
import { failureOf, ProviderUnderTest } from "../../support/kubernetes-provider";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const SERVICE = "kubernetes:core/v1:Service";

const configMap = (metadata: PropertyMap, data: PropertyMap): PropertyMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata,
  data,
});

const service = (name: string, ports: PropertyMap[]): PropertyMap => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, annotations: { "pulumi.com/skipAwait": "true" } },
  spec: { selector: { app: "x" }, ports },
});

describe("the Kubernetes provider on a real API server", function () {
  this.timeout(120_000);
  let plane: ControlPlane;
  let api: ApiClient;
  let provider: ProviderUnderTest;

  before(async () => {
    plane = await ControlPlane.start({ controllers: true });
    api = new ApiClient(await loadKubeconfig({ kubeconfig: plane.kubeconfig() }));
  });

  after(async () => {
    api?.close();
    await plane?.stop();
  });

  beforeEach(async () => {
    provider = await ProviderUnderTest.start(plane.kubeconfig());
  });

  afterEach(() => provider.stop());

  const read = (kind: string, name: string, apiVersion = "v1") =>
    api.get({ apiVersion, kind, name, namespace: "default" });

  it("creates under an own name and field manager, and finds no change afterwards", async () => {
    const inputs = configMap({}, { mode: "slow" });
    const state = await provider.create(CONFIG_MAP, "config", inputs);
    expect(state.id).to.match(/^default\/config-[0-9a-f]{8}$/);
    const { metadata, __fieldManager, __initialApiVersion, __inputs } = state.outputs as Record<string, PropertyMap>;
    expect(__fieldManager).to.match(/^pulumi-kubernetes-[0-9a-f]{8}$/);
    expect(__initialApiVersion).to.equal("v1");
    expect(__inputs).to.deep.equal(state.inputs);
    expect(metadata!.annotations).to.deep.equal({ "pulumi.com/autonamed": "true" });
    expect((await provider.diff(CONFIG_MAP, "config", state, inputs)).changes).to.be.false;
  });

  it("warns of a Service that nothing backs, in a line that stays", async () => {
    const { spec } = service("nobody", [{ port: 80 }]);
    await provider.create(SERVICE, "nobody", { apiVersion: "v1", kind: "Service", metadata: { name: "nobody" }, spec });
    const lines = provider.plugin.lines.filter(({ message }) => message.startsWith("No pod backs the Service yet"));
    expect(lines.map(({ ephemeral }) => ephemeral)).to.deep.equal([false]);
  });

  it("does not warn of a Service whose workload the program declares", async () => {
    const labels = { app: "soon" };
    await provider.check("kubernetes:apps/v1:Deployment", "soon", {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "soon" },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [] } } },
    });
    await provider.create(SERVICE, "soon", {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "soon" },
      spec: { selector: labels, ports: [{ port: 80 }] },
    });
    expect(provider.plugin.lines.filter(({ message }) => message.startsWith("No pod backs"))).to.deep.equal([]);
  });

  it("keeps what is secret secret, in inputs, outputs and the record of the inputs", async () => {
    const type = "kubernetes:core/v1:Secret";
    const inputs = { apiVersion: "v1", kind: "Secret", metadata: {}, stringData: { password: "canary-value" } };
    const { inputs: checked, outputs } = await provider.create(type, "credentials", inputs);
    const data = new Secret({ password: Buffer.from("canary-value").toString("base64") });
    expect(checked.data).to.deep.equal(data);
    expect(checked.stringData).to.be.undefined;
    expect(outputs.data).to.deep.equal(data);
    expect((outputs.__inputs as PropertyMap).data).to.deep.equal(data);
  });

  it("marks outputs secret where the inputs were", async () => {
    const inputs = configMap({ labels: { team: new Secret("web") } }, { k: "v" });
    const { outputs } = await provider.create(CONFIG_MAP, "labelled", inputs);
    expect((outputs.metadata as PropertyMap).labels).to.deep.equal({ team: new Secret("web") });
    expect(outputs.data).to.deep.equal({ k: "v" });
  });

  it("refuses to create what somebody else has made, and says what can be done", async () => {
    await api.create(
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "taken", namespace: "default" } },
      { fieldManager: "someone" },
    );
    const error = await failureOf(provider.create(CONFIG_MAP, "new", configMap({ name: "taken" }, {})));
    expect(error.code).to.equal(status.ALREADY_EXISTS);
    expect(error.message).to.contain('"default/taken" already exists').and.contain("alias").and.contain("import");
  });

  it("takes up again what an interrupted run created but could not record", async () => {
    const first = await provider.create(CONFIG_MAP, "interrupted", configMap({ name: "interrupted" }, { k: "1" }));
    const again = await provider.create(CONFIG_MAP, "interrupted", configMap({ name: "interrupted" }, { k: "2" }));
    expect((again.outputs.metadata as PropertyMap).uid).to.equal((first.outputs.metadata as PropertyMap).uid);
    expect(again.outputs.data).to.deep.equal({ k: "2" });
  });

  it("takes up again also an object that has nothing but a name", async () => {
    const bare = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "bare" } };
    const first = await provider.create(CONFIG_MAP, "bare", bare);
    expect((await provider.create(CONFIG_MAP, "bare", bare)).id).to.equal(first.id);
    const other = await failureOf(provider.create(CONFIG_MAP, "other", bare));
    expect(other.code).to.equal(status.ALREADY_EXISTS);
    expect((await provider.diff(CONFIG_MAP, "bare", first, bare)).changes).to.be.false;
  });

  it("makes the same name in every run of a stack, and another for a replacement", async () => {
    const configured = async (id: string) => {
      const fresh = await ProviderUnderTest.start(plane.kubeconfig());
      await fresh.plugin.configure({ kubeconfig: plane.kubeconfig() }, id);
      return fresh;
    };
    const [one, two, other] = [await configured("a"), await configured("a"), await configured("b")];
    const nameOf = async (from: ProviderUnderTest, old?: PropertyMap) =>
      ((await from.check(CONFIG_MAP, "n", configMap({}, {}), old)).metadata as PropertyMap).name;
    const name = await nameOf(one);
    expect(await nameOf(two)).to.equal(name);
    expect(await nameOf(other)).not.to.equal(name);
    const kept = configMap({ name: name!, annotations: { "pulumi.com/autonamed": "true" } }, {});
    expect(await nameOf(two, kept)).to.equal(name);
    expect(await nameOf(two)).not.to.equal(name);
    [one, two, other].forEach((each) => each.stop());
  });

  it("replaces a changed ConfigMap, and deletes it first when its name is fixed", async () => {
    const auto = await provider.create(CONFIG_MAP, "auto", configMap({}, { k: "1" }));
    expect(await provider.diff(CONFIG_MAP, "auto", auto, configMap({}, { k: "2" }))).to.deep.equal({
      changes: true,
      replaces: ["data.k"],
      deleteBeforeReplace: false,
      detailed: { "data.k": "update-replace" },
    });
    const fixed = await provider.create(CONFIG_MAP, "fixed", configMap({ name: "fixed" }, { k: "1" }));
    const changed = configMap({ name: "fixed" }, { k: "2" });
    expect((await provider.diff(CONFIG_MAP, "fixed", fixed, changed)).deleteBeforeReplace).to.be.true;
    // The preview of the successor must not be refused because the old object is still there.
    const preview = await provider.plugin.create(
      { type: CONFIG_MAP, name: "fixed" },
      await provider.check(CONFIG_MAP, "fixed", changed),
      { preview: true },
    );
    expect(preview.outputs.data).to.deep.equal({ k: "2" });
    expect(provider.plugin.lines).to.be.empty;
  });

  it("changes a ConfigMap in place when the provider is told so", async () => {
    const mutable = await ProviderUnderTest.start(plane.kubeconfig(), { enableConfigMapMutable: "true" });
    const state = await mutable.create(CONFIG_MAP, "mutable", configMap({}, { k: "1", gone: "x" }));
    const changed = configMap({}, { k: "2" });
    expect((await mutable.diff(CONFIG_MAP, "mutable", state, changed)).replaces).to.be.empty;
    const updated = await mutable.update(CONFIG_MAP, "mutable", state, changed);
    expect(updated.outputs.data).to.deep.equal({ k: "2" });
    mutable.stop();
  });

  it("has the server say what a created object will look like, and marks what is decided anew as unknown", async () => {
    const inputs = await provider.check(SERVICE, "preview", service("preview", [{ port: 80 }]));
    const { outputs } = await provider.plugin.create({ type: SERVICE, name: "preview" }, inputs, { preview: true });
    const spec = outputs.spec as PropertyMap;
    expect(spec.ports).to.deep.equal([{ port: 80, protocol: "TCP", targetPort: 80 }]);
    expect([spec.clusterIP, (outputs.metadata as PropertyMap).uid]).to.deep.equal([Unknown.value, Unknown.value]);
    expect(await read("Service", "preview")).to.be.undefined;
  });

  it("previews a node port as unknown unless it is given", async () => {
    const exposed = service("exposed", [
      { name: "chosen", port: 80 },
      { name: "given", port: 81, nodePort: 30999 },
    ]);
    (exposed.spec as PropertyMap).type = "NodePort";
    const inputs = await provider.check(SERVICE, "exposed", exposed);
    const { outputs } = await provider.plugin.create({ type: SERVICE, name: "exposed" }, inputs, { preview: true });
    const ports = (outputs.spec as PropertyMap).ports as PropertyMap[];
    expect(ports.map(({ nodePort }) => nodePort)).to.deep.equal([Unknown.value, 30999]);
  });

  it("previews inputs that are not known yet as they are", async () => {
    const inputs = await provider.check(
      CONFIG_MAP,
      "later",
      configMap({ namespace: Unknown.value }, { k: Unknown.value }),
    );
    const { outputs } = await provider.plugin.create({ type: CONFIG_MAP, name: "later" }, inputs, { preview: true });
    expect(outputs.data).to.deep.equal({ k: Unknown.value });
  });

  for (const owner of ["pulumi-kubernetes", "this plugin"]) {
    it(`changes a Service's port that ${owner} created, in preview and update`, async () => {
      const name = `ports-${owner.replace(" ", "-")}`;
      const inputs = service(name, [{ name: "http", port: 80, targetPort: 80 }]);
      const state = await provider.create(SERVICE, name, inputs);
      if (owner === "pulumi-kubernetes") {
        // As the official plugin leaves it behind: written client-side.
        await provider.delete(SERVICE, name, state);
        const object = { ...inputs, metadata: { ...(inputs.metadata as object), namespace: "default" } };
        const live = await api.create(object as never, { fieldManager: "pulumi-kubernetes" });
        Object.assign(state.outputs, JSON.parse(JSON.stringify(live)));
      }
      const changed = service(name, [{ name: "http", port: 8080, targetPort: 80 }]);
      const diff = await provider.diff(SERVICE, name, state, changed);
      expect(diff.detailed).to.deep.equal({ "spec.ports[0].port": "update" });
      const checked = await provider.check(SERVICE, name, changed, state.inputs);
      const ports = [{ name: "http", port: 8080, protocol: "TCP", targetPort: 80 }];
      const preview = await provider.plugin.update({ type: SERVICE, name }, state, checked, { preview: true });
      expect((preview.outputs.spec as PropertyMap).ports).to.deep.equal(ports);
      const updated = await provider.update(SERVICE, name, state, changed);
      expect((updated.outputs.spec as PropertyMap).ports).to.deep.equal(ports);
      expect((await provider.diff(SERVICE, name, updated, changed)).changes).to.be.false;
    });
  }

  it("previews a replacement for fields that the server calls immutable", async () => {
    const type = "kubernetes:scheduling.k8s.io/v1:PriorityClass";
    const priority = (value: number, description: string) => ({
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: {},
      value,
      description,
    });
    const state = await provider.create(type, "priority", priority(10, "a"));
    expect((await provider.diff(type, "priority", state, priority(11, "b"))).detailed).to.deep.equal({
      value: "update-replace",
      description: "update",
    });
    expect((await provider.diff(type, "priority", state, priority(10, "b"))).replaces).to.be.empty;
  });

  it("previews a replacement for what a StatefulSet cannot change, and for nothing else", async () => {
    const type = "kubernetes:apps/v1:StatefulSet";
    const set = (spec: PropertyMap) => ({
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { annotations: { "pulumi.com/skipAwait": "true" } },
      spec: {
        serviceName: "s",
        selector: { matchLabels: { a: "b" } },
        template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } },
        ...spec,
      },
    });
    const state = await provider.create(type, "set", set({ replicas: 1 }));
    expect((await provider.diff(type, "set", state, set({ replicas: 2 }))).replaces).to.be.empty;
    expect((await provider.diff(type, "set", state, set({ replicas: 2, serviceName: "t" }))).detailed).to.deep.equal({
      "spec.replicas": "update",
      "spec.serviceName": "update-replace",
    });
  });

  it("has no change for a Role without rules", async () => {
    const type = "kubernetes:rbac.authorization.k8s.io/v1:Role";
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: {}, rules: [] };
    const state = await provider.create(type, "role", role);
    expect((await provider.diff(type, "role", state, role)).changes).to.be.false;
    const refreshed = await provider.plugin.read({ type, name: "role" }, state);
    expect(refreshed!.inputs).to.deep.equal(state.inputs);
  });

  it("finds no change in a list of ports that differ in their protocol alone", async () => {
    const type = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
    const ports = [
      { protocol: "UDP", port: 53 },
      { protocol: "TCP", port: 53 },
    ];
    const policy = {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: {},
      spec: { podSelector: {}, policyTypes: ["Egress"], egress: [{ ports }] },
    };
    const state = await provider.create(type, "dns", policy);
    const refreshed = await provider.plugin.read({ type, name: "dns" }, state);
    expect(refreshed!.inputs).to.deep.equal(state.inputs);
  });

  it("deletes, and takes what is gone already for deleted", async () => {
    const state = await provider.create(CONFIG_MAP, "doomed", configMap({ name: "doomed" }, {}));
    await provider.delete(CONFIG_MAP, "doomed", state);
    expect(await read("ConfigMap", "doomed")).to.be.undefined;
    await provider.delete(CONFIG_MAP, "doomed", state);
    expect(await provider.plugin.read({ type: CONFIG_MAP, name: "doomed" }, state)).to.be.undefined;
  });

  it("does not delete another object that has taken the name", async () => {
    const state = await provider.create(CONFIG_MAP, "reborn", configMap({ name: "reborn" }, {}));
    await provider.delete(CONFIG_MAP, "reborn", state);
    const successor = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "reborn", namespace: "default" } };
    await api.create(successor, { fieldManager: "someone" });
    await provider.delete(CONFIG_MAP, "reborn", state);
    expect(await read("ConfigMap", "reborn")).not.to.be.undefined;
  });

  it("waits until a namespace is gone", async () => {
    const type = "kubernetes:core/v1:Namespace";
    const inputs = { apiVersion: "v1", kind: "Namespace", metadata: { name: "passing" } };
    const state = await provider.create(type, "passing", inputs);
    await provider.create(CONFIG_MAP, "inside", configMap({ namespace: "passing" }, {}));
    await provider.delete(type, "passing", state);
    expect(await api.get({ apiVersion: "v1", kind: "Namespace", name: "passing" })).to.be.undefined;
  });
});
