import { expect } from "chai";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import type { KubernetesObject } from "../../../engine/kubernetes/types";
import type { PropertyMap } from "../../../engine/plugin";
import { ControlPlane } from "../../support/control-plane";
import { eventually } from "../../support/eventually";
import { failureOf, ProviderUnderTest } from "../../support/kubernetes-provider";

const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";

/** One change that the API server refuses because what it changes is immutable. */
interface Change {
  apiVersion: string;
  kind: string;
  /** What differs before and after, beside the metadata. */
  before: PropertyMap;
  after: PropertyMap;
  /** The property that has to be named as the reason of the replacement, where there is one. */
  replaces?: string;
}

const template = (more: PropertyMap = {}): PropertyMap => ({
  metadata: { labels: { a: "b" } },
  spec: { containers: [{ name: "c", image: "i" }], ...more },
});

const database = (more: PropertyMap): PropertyMap => ({ spec: { engine: "postgres", ...more } });

const requests = (more: PropertyMap): PropertyMap => ({
  devices: { requests: [{ name: "r", exactly: { deviceClassName: "gpu", ...more } }] },
});

const HOLDING: Change[] = [
  {
    apiVersion: "v1",
    kind: "PersistentVolume",
    before: { spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/a" } } },
    after: {
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOnce"],
        hostPath: { path: "/a" },
        volumeMode: "Block",
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    before: { spec: { type: "LoadBalancer", loadBalancerClass: "example.org/a", ports: [{ port: 80 }] } },
    after: { spec: { type: "LoadBalancer", loadBalancerClass: "example.org/b", ports: [{ port: 80 }] } },
  },
  {
    apiVersion: "apps/v1",
    kind: "ControllerRevision",
    before: { revision: 1, data: { limits: "1000m" } },
    after: { revision: 1, data: { limits: "2000m" } },
  },
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "VolumeAttributesClass",
    before: { driverName: "d.example.org", parameters: { a: "1" } },
    after: { driverName: "d.example.org", parameters: { a: "2" } },
  },
  {
    apiVersion: "resource.k8s.io/v1",
    kind: "ResourceClaim",
    before: { spec: requests({}) },
    after: { spec: requests({ count: 2 }) },
  },
  { apiVersion: "example.org/v1", kind: "Database", before: database({ size: 1 }), after: database({ size: 2 }) },
  {
    apiVersion: "example.org/v1",
    kind: "Database",
    before: database({}),
    after: { spec: { engine: "mysql" } },
  },
];

const REPLACEABLE: Required<Change>[] = [
  {
    apiVersion: "batch/v1",
    kind: "Job",
    before: { spec: { completions: 1, template: template({ restartPolicy: "Never" }) } },
    after: { spec: { completions: 1, completionMode: "Indexed", template: template({ restartPolicy: "Never" }) } },
    replaces: "spec.completionMode",
  },
  {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    before: { addressType: "IPv4", endpoints: [] },
    after: { addressType: "IPv6", endpoints: [] },
    replaces: "addressType",
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "IngressClass",
    before: { spec: { controller: "example.org/a" } },
    after: { spec: { controller: "example.org/b" } },
    replaces: "spec.controller",
  },
  {
    apiVersion: "node.k8s.io/v1",
    kind: "RuntimeClass",
    before: { handler: "a" },
    after: { handler: "b" },
    replaces: "handler",
  },
  {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    before: { spec: { replicas: 0, selector: { matchLabels: { a: "b" } }, template: template() } },
    after: {
      spec: { replicas: 0, selector: { matchExpressions: [{ key: "a", operator: "Exists" }] }, template: template() },
    },
    replaces: "spec.selector.matchLabels",
  },
  {
    apiVersion: "resource.k8s.io/v1",
    kind: "ResourceClaimTemplate",
    before: { spec: { spec: requests({}) } },
    after: { spec: { spec: requests({ count: 2 }) } },
    replaces: "spec.spec.devices.requests[0].exactly.count",
  },
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "CSIDriver",
    before: { spec: { volumeLifecycleModes: ["Persistent"] } },
    after: { spec: { volumeLifecycleModes: ["Ephemeral"] } },
    replaces: "spec.volumeLifecycleModes[0]",
  },
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    before: { provisioner: "example.org/p", reclaimPolicy: "Delete" },
    after: { provisioner: "example.org/p", reclaimPolicy: "Retain" },
    replaces: "reclaimPolicy",
  },
  {
    apiVersion: "v1",
    kind: "Pod",
    before: { spec: { containers: [{ name: "c", image: "i" }] } },
    after: { spec: { containers: [{ name: "c", image: "i" }], hostUsers: false } },
    replaces: "spec.hostUsers",
  },
];

describe("a change that the API server refuses as immutable", function () {
  this.timeout(120_000);
  let plane: ControlPlane;
  let api: ApiClient;
  let provider: ProviderUnderTest;
  let count = 0;

  before(async () => {
    plane = await ControlPlane.start({ controllers: true });
    api = new ApiClient(await loadKubeconfig({ kubeconfig: plane.kubeconfig() }));
    provider = await ProviderUnderTest.start(plane.kubeconfig());
    await provider.create("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", "databases", {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "databases.example.org" },
      spec: {
        group: "example.org",
        scope: "Namespaced",
        names: { plural: "databases", singular: "database", kind: "Database" },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: databaseSchema } }],
      },
    });
  });

  after(async () => {
    provider?.stop();
    api?.close();
    await plane?.stop();
  });

  const immutable = [{ rule: "self == oldSelf", message: "Value is immutable" }];
  const databaseSchema = {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          engine: { type: "string", x_kubernetes_validations: immutable },
          size: { type: "integer", x_kubernetes_validations: immutable },
        },
      },
    },
  };

  async function prepared({ apiVersion, kind, before, after }: Change) {
    const name = `immutable-${count++}`;
    const type = `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
    const metadata = { name, annotations: { "pulumi.com/skipAwait": "true" } };
    const state = await provider.create(type, name, { apiVersion, kind, metadata, ...before });
    return { type, name, state, changed: { apiVersion, kind, metadata, ...after } };
  }

  async function expectRefused(
    type: string,
    name: string,
    state: Awaited<ReturnType<typeof provider.create>>,
    changed: PropertyMap,
  ) {
    const diff = await provider.diff(type, name, state, changed);
    expect(diff.changes).to.be.true;
    expect(diff.replaces).to.deep.equal([]);
    expect(diff.deleteBeforeReplace).to.be.false;
    const inputs = await provider.check(type, name, changed, state.inputs);
    for (const preview of [true, false]) {
      const { message } = await failureOf(provider.plugin.update({ type, name }, state, inputs, { preview }));
      expect(message)
        .to.match(/was not updated: .*(immutable|forbidden|may not|not be)/i)
        .and.contain("replaceOnChanges");
    }
    const { metadata } = state.outputs as { metadata: { namespace?: string; name: string; uid: string } };
    const live = await api.get({
      ...(state.inputs as unknown as KubernetesObject),
      name,
      namespace: metadata.namespace,
    });
    expect(live?.metadata.uid).to.equal(metadata.uid);
    expect(live?.metadata.deletionTimestamp).to.be.undefined;
  }

  for (const change of HOLDING) {
    it(`is shown as refused for a ${change.kind} of ${change.apiVersion}, which stays`, async () => {
      const { type, name, state, changed } = await prepared(change);
      await expectRefused(type, name, state, changed);
    });
  }

  for (const change of REPLACEABLE) {
    it(`replaces a ${change.kind}, which holds nothing`, async () => {
      const { type, name, state, changed } = await prepared(change);
      expect((await provider.diff(type, name, state, changed)).replaces).to.include(change.replaces);
    });
  }

  it("replaces a PriorityClass, which holds nothing", async () => {
    const priority = (value: number) => ({
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: {},
      value,
    });
    const type = "kubernetes:scheduling.k8s.io/v1:PriorityClass";
    const state = await provider.create(type, "priority", priority(1));
    expect((await provider.diff(type, "priority", state, priority(2))).replaces).to.deep.equal(["value"]);
  });

  for (const kind of ["ConfigMap", "Secret"]) {
    it(`is shown as refused for a ${kind} that somebody else has made immutable`, async () => {
      const options = { enableConfigMapMutable: "true", enableSecretMutable: "true" };
      const mutable = await ProviderUnderTest.start(plane.kubeconfig(), options);
      try {
        const type = `kubernetes:core/v1:${kind}`;
        const name = `sealed-${kind.toLowerCase()}`;
        const object = (value: string) => ({ apiVersion: "v1", kind, metadata: { name }, data: { k: value } });
        const state = await mutable.create(type, name, object("QQ=="));
        const sealed = { apiVersion: "v1", kind, metadata: { name, namespace: "default" }, immutable: true };
        await api.mergePatch(sealed, { fieldManager: "someone" });
        expect((await mutable.diff(type, name, state, object("Qg=="))).replaces).to.deep.equal([]);
        const { message } = await failureOf(mutable.update(type, name, state, object("Qg==")));
        expect(message).to.contain("immutable").and.contain("replaceOnChanges");
      } finally {
        mutable.stop();
      }
    });
  }

  describe("of a bound claim", () => {
    const claim = (name: string, spec: PropertyMap = {}): PropertyMap => ({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name, annotations: { "pulumi.com/skipAwait": "true" } },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
    });
    const read = (name: string) =>
      api.get({ apiVersion: "v1", kind: "PersistentVolumeClaim", name, namespace: "default" });

    /** A volume that only this claim can have, so that the controller binds the two. */
    async function volumeFor(name: string): Promise<void> {
      await api.create(
        {
          apiVersion: "v1",
          kind: "PersistentVolume",
          metadata: { name: `volume-${name}` },
          spec: {
            capacity: { storage: "1Gi" },
            accessModes: ["ReadWriteOnce"],
            storageClassName: "manual",
            claimRef: { namespace: "default", name },
            hostPath: { path: "/data" },
          },
        },
        { fieldManager: "test" },
      );
    }

    const bound = (name: string) =>
      eventually("the claim is bound", async () =>
        expect(((await read(name))?.status as PropertyMap).phase).to.equal("Bound"),
      );

    async function boundClaim(name: string) {
      await volumeFor(name);
      const state = await provider.create(CLAIM, name, claim(name, { storageClassName: "manual" }));
      await bound(name);
      return (await provider.plugin.read({ type: CLAIM, name }, state))!;
    }

    it("is shown as refused, and the claim stays", async () => {
      const state = await boundClaim("source");
      for (const [field, value] of Object.entries({
        dataSourceRef: { apiGroup: "snapshot.storage.k8s.io", kind: "VolumeSnapshot", name: "s" },
        dataSource: { apiGroup: "snapshot.storage.k8s.io", kind: "VolumeSnapshot", name: "s" },
        volumeMode: "Block",
      })) {
        const changed = claim("source", { storageClassName: "manual", [field]: value });
        await expectRefused(CLAIM, "source", state, changed);
      }
    });

    it("is a replacement for a field that is known to take one", async () => {
      const state = await boundClaim("listed");
      const diff = await provider.diff(CLAIM, "listed", state, claim("listed", { storageClassName: "other" }));
      expect(diff.replaces).to.deep.equal(["spec.storageClassName"]);
      expect(diff.deleteBeforeReplace).to.be.true;
      // Also when the program takes back what it had written.
      const without = await provider.diff(CLAIM, "listed", state, claim("listed"));
      expect(without.replaces).to.deep.equal(["spec.storageClassName"]);
    });

    it("is not a change when the program gives what the server had filled in", async () => {
      await volumeFor("filled");
      const state = await provider.create(CLAIM, "filled", claim("filled", { storageClassName: "manual" }));
      await bound("filled");
      const { volumeName } = (await read("filled"))!.spec as PropertyMap;
      const filled = claim("filled", { storageClassName: "manual", volumeName });
      expect(await provider.diff(CLAIM, "filled", state, filled)).to.deep.include({
        replaces: [],
        detailed: { "spec.volumeName": "add" },
      });
      const updated = await provider.update(CLAIM, "filled", state, filled);
      expect((await provider.diff(CLAIM, "filled", updated, filled)).changes).to.be.false;
    });

    for (const creator of ["kubectl-create", "kubectl-client-side-apply", "pulumi-kubernetes"]) {
      it(`replaces no imported claim of ${creator} whose class the program leaves out`, async () => {
        const name = `imported-${creator}`;
        await volumeFor(name);
        const object = claim(name, { storageClassName: "manual" });
        await api.create({ ...object, metadata: { name, namespace: "default" } } as unknown as KubernetesObject, {
          fieldManager: creator,
        });
        await bound(name);
        const imported = (await provider.plugin.read({ type: CLAIM, name }, { id: `default/${name}` }))!;
        const same = claim(name, { storageClassName: "manual" });
        expect((await provider.diff(CLAIM, name, imported, same)).replaces).to.deep.equal([]);
        if (creator !== "pulumi-kubernetes") {
          // Leaving it out and another change that is refused: still nobody asked for another claim.
          const source = { apiGroup: "snapshot.storage.k8s.io", kind: "VolumeSnapshot", name: "s" };
          expect((await provider.diff(CLAIM, name, imported, claim(name))).replaces).to.deep.equal([]);
          expect(
            (await provider.diff(CLAIM, name, imported, claim(name, { dataSourceRef: source }))).replaces,
          ).to.deep.equal([]);
        }
      });
    }
  });
});
