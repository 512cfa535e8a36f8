import { expect } from "chai";
import fc from "fast-check";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import type { KubernetesObject } from "../../../engine/kubernetes/types";
import type { PropertyMap } from "../../../engine/plugin";
import { ControlPlane } from "../../support/control-plane";
import { failureOf, ProviderUnderTest } from "../../support/kubernetes-provider";
import { oracleCases } from "../../support/oracle";

const DEPLOYMENT = { apiVersion: "apps/v1", kind: "Deployment" };
const SERVICE_ACCOUNT = { apiVersion: "v1", kind: "ServiceAccount" };
const SERVICE = { apiVersion: "v1", kind: "Service" };

type Kind = typeof DEPLOYMENT;

const deployment = (pod: PropertyMap, container: PropertyMap = {}): PropertyMap => ({
  spec: {
    selector: { matchLabels: { a: "b" } },
    template: {
      metadata: { labels: { a: "b" } },
      spec: { containers: [{ name: "c", image: "i", ...container }], ...pod },
    },
  },
});

const port = (name: string, containerPort: number) => ({ name, containerPort });
const spread = { topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule", labelSelector: { matchLabels: { a: "b" } } };

/** What is written with two elements of one key, and with one. */
const ACCEPTED: [title: string, kind: Kind, twice: PropertyMap, once: PropertyMap][] = [
  [
    "a container's port under two names",
    DEPLOYMENT,
    deployment({}, { ports: [port("http", 80), port("other", 81), port("metrics", 80)] }),
    deployment({}, { ports: [port("http", 80), port("other", 81)] }),
  ],
  [
    "a variable that is set twice",
    DEPLOYMENT,
    deployment(
      {},
      {
        env: [
          { name: "A", value: "1" },
          { name: "B", value: "$(A)" },
          { name: "A", value: "2" },
        ],
      },
    ),
    deployment(
      {},
      {
        env: [
          { name: "A", value: "2" },
          { name: "B", value: "$(A)" },
        ],
      },
    ),
  ],
  [
    "a pull secret that is named twice",
    DEPLOYMENT,
    deployment({ imagePullSecrets: [{ name: "s" }, { name: "s" }] }),
    deployment({ imagePullSecrets: [{ name: "s" }] }),
  ],
  [
    "an address with host names in two places",
    DEPLOYMENT,
    deployment({
      hostAliases: [
        { ip: "10.0.0.1", hostnames: ["a"] },
        { ip: "10.0.0.1", hostnames: ["b"] },
      ],
    }),
    deployment({ hostAliases: [{ ip: "10.0.0.1", hostnames: ["a", "b"] }] }),
  ],
  [
    "a toleration that is given twice",
    DEPLOYMENT,
    deployment({
      tolerations: [
        { key: "k", operator: "Exists" },
        { key: "k", operator: "Exists" },
      ],
    }),
    deployment({ tolerations: [{ key: "k", operator: "Exists" }] }),
  ],
  [
    "an init container's port under two names",
    DEPLOYMENT,
    deployment({ initContainers: [{ name: "i", image: "i", ports: [port("http", 80), port("metrics", 80)] }] }),
    deployment({ initContainers: [{ name: "i", image: "i", ports: [port("http", 80)] }] }),
  ],
  [
    "a secret of a service account that is named twice",
    SERVICE_ACCOUNT,
    { secrets: [{ name: "s" }, { name: "s" }] },
    { secrets: [{ name: "s" }] },
  ],
  [
    "a finalizer that is given twice",
    SERVICE_ACCOUNT,
    { metadata: { finalizers: ["example.org/f", "example.org/f"] } },
    { metadata: { finalizers: ["example.org/f"] } },
  ],
];

/** What plain writes refuse too: the message has to be theirs, which says what is wrong. */
const REFUSED: [title: string, kind: Kind, twice: PropertyMap, message: RegExp][] = [
  [
    "a Service's port under two names",
    SERVICE,
    {
      spec: {
        ports: [
          { name: "a", port: 80 },
          { name: "b", port: 80 },
        ],
      },
    },
    /spec\.ports\[1\].*Duplicate value/,
  ],
  [
    "two containers of one name",
    DEPLOYMENT,
    deployment({
      containers: [
        { name: "c", image: "i" },
        { name: "c", image: "j" },
      ],
    }),
    /containers\[1\]\.name.*Duplicate value/,
  ],
  [
    "two mounts at one path",
    DEPLOYMENT,
    deployment(
      { volumes: [{ name: "v", emptyDir: {} }] },
      {
        volumeMounts: [
          { name: "v", mountPath: "/m" },
          { name: "v", mountPath: "/m" },
        ],
      },
    ),
    /mountPath.*must be unique/,
  ],
  [
    "two spread constraints of one key",
    DEPLOYMENT,
    deployment({
      topologySpreadConstraints: [
        { ...spread, maxSkew: 1 },
        { ...spread, maxSkew: 2 },
      ],
    }),
    /topologySpreadConstraints.*Duplicate value/,
  ],
];

/** Cases of a usual run, and their seed; ORACLE_CASES and ORACLE_SEED make more and others. */
const { cases: CASES, seed: SEED } = oracleCases(40, 19);

const few = (...values: string[]) => fc.constantFrom(...values);
const list = (element: fc.Arbitrary<object>) => fc.array(element, { minLength: 1, maxLength: 3 });

/** Pods whose lists have keys of a small set, so that many are there twice. */
const anyPodSpec = fc.record(
  {
    containers: list(
      fc.record(
        {
          name: few("c", "d", "e", "f"),
          image: few("i"),
          ports: list(
            fc.record(
              { containerPort: fc.constantFrom(80, 81), protocol: few("TCP", "UDP"), name: few("a", "b", "c", "d") },
              { requiredKeys: ["containerPort"] },
            ),
          ),
          env: list(fc.record({ name: few("A", "B", "C"), value: few("1", "2") })),
          envFrom: list(fc.record({ secretRef: fc.record({ name: few("s", "t") }) })),
        },
        { requiredKeys: ["name", "image"] },
      ),
    ),
    imagePullSecrets: list(fc.record({ name: few("s", "t", "u") })),
    hostAliases: list(fc.record({ ip: few("10.0.0.1", "10.0.0.2"), hostnames: fc.constant(["h"]) })),
    tolerations: list(fc.record({ key: few("k", "l"), operator: few("Exists") })),
    readinessGates: list(fc.record({ conditionType: few("example.org/a", "example.org/b") })),
    topologySpreadConstraints: fc.array(
      fc.constantFrom(1, 2).map((maxSkew) => ({ ...spread, maxSkew })),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ["containers"] },
);

describe("lists with two elements of one key", function () {
  this.timeout(60_000 + CASES * 1_000);
  let plane: ControlPlane;
  let api: ApiClient;
  let provider: ProviderUnderTest;
  let count = 0;

  before(async () => {
    plane = await ControlPlane.start();
    api = new ApiClient(await loadKubeconfig({ kubeconfig: plane.kubeconfig() }));
    provider = await ProviderUnderTest.start(plane.kubeconfig());
  });

  after(async () => {
    provider?.stop();
    api?.close();
    await plane?.stop();
  });

  const named = (kind: Kind, name: string, rest: PropertyMap, labels: PropertyMap = {}): PropertyMap => ({
    ...kind,
    ...rest,
    metadata: { name, annotations: { "pulumi.com/skipAwait": "true" }, labels, ...(rest.metadata as PropertyMap) },
  });
  const typeToken = ({ apiVersion, kind }: Kind) =>
    `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;

  type State = Awaited<ReturnType<ProviderUnderTest["create"]>>;

  /** Expects the live object to have what the inputs say, and neither a diff nor a refresh to find a change. */
  async function expectSettled(kind: Kind, name: string, state: State, inputs: PropertyMap): Promise<void> {
    const type = typeToken(kind);
    expect((await provider.diff(type, name, state, inputs)).detailed).to.deep.equal({});
    const refreshed = (await provider.plugin.read({ type, name }, state))!;
    expect((await provider.diff(type, name, refreshed, inputs)).detailed).to.deep.equal({});
    expect(refreshed.inputs).to.deep.equal(state.inputs);
  }

  async function previewed(kind: Kind, name: string, state: State, inputs: PropertyMap): Promise<PropertyMap> {
    const checked = await provider.check(typeToken(kind), name, inputs, state.inputs);
    const preview = await provider.plugin.update({ type: typeToken(kind), name }, state, checked, { preview: true });
    return preview.outputs;
  }

  for (const [title, kind, twice, once] of ACCEPTED) {
    it(`are created and changed as a plain write does: ${title}`, async () => {
      const name = `twice-${count++}`;
      const type = typeToken(kind);
      const checked = await provider.check(type, name, named(kind, name, twice));
      await provider.plugin.create({ type, name }, checked, { preview: true });
      const created = await provider.create(type, name, named(kind, name, twice));
      await expectSettled(kind, name, created, named(kind, name, twice));

      // Something else changes, and is taken back again.
      const labelled = named(kind, name, twice, { l: "1" });
      expect((await previewed(kind, name, created, labelled)).metadata).to.deep.include({ labels: { l: "1" } });
      const changed = await provider.update(type, name, created, labelled);
      await expectSettled(kind, name, changed, labelled);
      const restored = await provider.update(type, name, changed, named(kind, name, twice));
      expect((restored.outputs.metadata as PropertyMap).labels).to.be.undefined;
      await expectSettled(kind, name, restored, named(kind, name, twice));

      // One of the two goes, and comes back.
      await previewed(kind, name, restored, named(kind, name, once));
      const single = await provider.update(type, name, restored, named(kind, name, once));
      await expectSettled(kind, name, single, named(kind, name, once));
      await previewed(kind, name, single, named(kind, name, twice));
      const double = await provider.update(type, name, single, named(kind, name, twice));
      await expectSettled(kind, name, double, named(kind, name, twice));
      if (kind === DEPLOYMENT) {
        await provider.delete(type, name, double);
      }
    });
  }

  for (const [title, kind, twice, message] of REFUSED) {
    it(`are refused as a plain write does: ${title}`, async () => {
      const name = `refused-${count++}`;
      const type = typeToken(kind);
      const checked = await provider.check(type, name, named(kind, name, twice));
      for (const preview of [true, false]) {
        const error = await failureOf(provider.plugin.create({ type, name }, checked, { preview }));
        expect(error.message).to.match(message);
      }
    });
  }

  it(`are accepted and refused as a plain write does, in ${CASES} cases`, async () => {
    const type = typeToken(DEPLOYMENT);
    let accepted = 0;
    let duplicates = 0;
    for (const spec of fc.sample(anyPodSpec, { numRuns: CASES, seed: SEED })) {
      const object = named(DEPLOYMENT, "any", deployment(spec));
      const metadata = { ...(object.metadata as PropertyMap), namespace: "default" };
      const options = { fieldManager: "test", dryRun: true };
      const posted = await api
        .create({ ...object, metadata } as unknown as KubernetesObject, options)
        .catch((error: Error) => error.message);
      const applied = await api
        .apply({ ...object, metadata } as unknown as KubernetesObject, { ...options, force: true })
        .catch((error: Error) => error.message);
      duplicates += typeof applied === "string" && applied.includes("duplicate entries for key") ? 1 : 0;
      const checked = await provider.check(type, "any", object);
      const created = await provider.plugin
        .create({ type, name: "any" }, checked, { preview: true })
        .catch((error: Error) => error.message);
      if (typeof posted === "string") {
        expect(created).to.contain(posted);
      } else {
        accepted++;
        expect((created as State).outputs.spec).to.deep.equal(posted.spec);
      }
    }
    // The cases are worth something only if there are some of all sorts.
    expect(accepted).to.be.greaterThan(CASES / 10);
    expect(duplicates).to.be.greaterThan(CASES / 10);
  });

  it("are taken up again after an interrupted run, and changed", async () => {
    const type = typeToken(DEPLOYMENT);
    const twice = (image: string) =>
      named(DEPLOYMENT, "again", deployment({}, { image, ports: [port("a", 80), port("b", 80)] }));
    const first = await provider.create(type, "again", twice("i"));
    const second = await provider.create(type, "again", twice("j"));
    const uid = ({ outputs }: State) => (outputs.metadata as PropertyMap).uid;
    expect(uid(second)).to.equal(uid(first));
    await expectSettled(DEPLOYMENT, "again", second, twice("j"));
  });

  it("are not taken from somebody else", async () => {
    const object = named(SERVICE_ACCOUNT, "theirs", { secrets: [{ name: "s" }, { name: "s" }] });
    const theirs = { ...object, metadata: { name: "theirs", namespace: "default" } } as unknown as KubernetesObject;
    await api.create(theirs, { fieldManager: "someone" });
    const { message } = await failureOf(provider.create(typeToken(SERVICE_ACCOUNT), "theirs", object));
    expect(message).to.contain("already exists");
  });

  it("leave fields that the program ignores as they are", async () => {
    const type = typeToken(DEPLOYMENT);
    const inputs = (replicas: number, image: string) => {
      const { spec } = deployment({}, { image, ports: [port("a", 80), port("b", 80)] });
      return named(DEPLOYMENT, "ignored", { spec: { ...(spec as PropertyMap), replicas } });
    };
    const state = await provider.create(type, "ignored", inputs(1, "i"));
    const scaled = { ...DEPLOYMENT, metadata: { name: "ignored", namespace: "default" }, spec: { replicas: 4 } };
    await api.mergePatch(scaled, { fieldManager: "scaler" });
    const checked = await provider.check(type, "ignored", inputs(2, "j"), state.inputs);
    const resource = { type, name: "ignored" };
    const ignoreChanges = ["spec.replicas"];
    const { outputs } = await provider.plugin.update(resource, state, checked, { ignoreChanges });
    expect((outputs.spec as PropertyMap).replicas).to.equal(4);
  });
});
