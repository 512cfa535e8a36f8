import { readFileSync } from "node:fs";
import { join } from "node:path";
import "reflect-metadata";
import { cryptoProvider, Pkcs10CertificateRequestGenerator } from "@peculiar/x509";
import { expect } from "chai";
import fc from "fast-check";
import { canonicalQuantity } from "../../../formats/quantity";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import type { KubernetesObject } from "../../../engine/kubernetes/types";
import type { PropertyMap, PropertyValue } from "../../../engine/plugin";
import { ControlPlane } from "../../support/control-plane";
import { ProviderUnderTest } from "../../support/kubernetes-provider";
import { oracleCases } from "../../support/oracle";
import { servedFieldTypes, TABLE } from "./support/field-types";
import { anyBase64, anyQuantity, anySchema, DANGEROUS_NAMES } from "./support/written";

const caBundle = Buffer.from(readFileSync(join(__dirname, "support/authority.txt")))
  .toString("base64")
  .replace(/.{64}/g, "$&\r\n");

/** Cases of each kind in a usual run, and their seed; ORACLE_CASES and ORACLE_SEED make more and others. */
const { cases: CASES, seed: SEED } = oracleCases(10, 20);
const QUANTITIES_AN_OBJECT = 200;

const typeToken = ({ apiVersion, kind }: { apiVersion: string; kind: string }) =>
  `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;

describe("what a program writes and the API server gives back", function () {
  this.timeout(120_000 + CASES * 5_000);
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

  /** Creates an object, and expects neither a diff nor a refresh to find a change. @returns the live object */
  async function expectSettled(kind: { apiVersion: string; kind: string }, rest: PropertyMap): Promise<PropertyMap> {
    const type = typeToken(kind);
    const metadata = { annotations: { "pulumi.com/skipAwait": "true" }, ...(rest.metadata as PropertyMap | undefined) };
    const inputs = { ...kind, ...rest, metadata: { name: `settled-${count++}`, ...metadata } };
    const { name } = inputs.metadata;
    const checked = await provider.check(type, name, inputs);
    await provider.plugin.create({ type, name }, checked, { preview: true });
    const state = await provider.create(type, name, inputs);
    expect((await provider.diff(type, name, state, inputs)).detailed).to.deep.equal({});
    const refreshed = (await provider.plugin.read({ type, name }, state))!;
    expect((await provider.diff(type, name, refreshed, inputs)).detailed).to.deep.equal({});
    expect(refreshed.inputs).to.deep.equal(state.inputs);
    return state.outputs;
  }

  it("is described field by field as the API server does (to update: run support/field-types.ts with tsx)", async () => {
    expect(JSON.parse(await servedFieldTypes())).to.deep.equal(JSON.parse(readFileSync(TABLE, "utf8")));
  });

  describe("as a quantity", () => {
    const sample = (seed: number) => fc.sample(anyQuantity, { numRuns: QUANTITIES_AN_OBJECT, seed });

    async function dryRun(spec: object): Promise<PropertyMap> {
      const template = { apiVersion: "v1", kind: "PodTemplate", metadata: { name: "q", namespace: "default" } };
      const object = { ...template, template: { spec } } as KubernetesObject;
      const { template: result } = await api.create(object, { fieldManager: "test", dryRun: true });
      return (result as { spec: PropertyMap }).spec;
    }

    it(`has the same form there in ${CASES * QUANTITIES_AN_OBJECT} cases`, async () => {
      for (let round = 0; round < CASES; round++) {
        const quantities = sample(SEED + round);
        const volumes = quantities.map((sizeLimit, index) => ({ name: `v${index}`, emptyDir: { sizeLimit } }));
        const spec = await dryRun({ containers: [{ name: "c", image: "i" }], volumes });
        const live = (spec.volumes as { emptyDir: { sizeLimit: string } }[]).map(({ emptyDir }) => emptyDir.sizeLimit);
        expect(live).to.deep.equal(quantities.map((quantity) => canonicalQuantity(quantity)));
      }
    });

    it(`has the same form there in ${CASES * QUANTITIES_AN_OBJECT} lists of resources`, async () => {
      for (let round = 0; round < CASES; round++) {
        const quantities = sample(SEED + round);
        const containers = quantities.map((memory, index) => ({
          name: `c${index}`,
          image: "i",
          resources: { limits: { memory } },
        }));
        const spec = await dryRun({ containers });
        const live = (spec.containers as { resources: { limits: { memory: string } } }[]).map(
          ({ resources }) => resources.limits.memory,
        );
        expect(live).to.deep.equal(quantities.map((quantity) => canonicalQuantity(quantity, "milli")));
      }
    });

    const container = { name: "c", image: "i", resources: { limits: { cpu: "0.0001", memory: "1024.5Ki" } } };
    const cases: [string, { apiVersion: string; kind: string }, PropertyMap][] = [
      [
        "a Pod's resources, overhead excepted",
        { apiVersion: "v1", kind: "Pod" },
        {
          spec: {
            containers: [
              {
                ...container,
                env: [{ name: "e", valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "1000m" } } }],
              },
            ],
            volumes: [{ name: "v", emptyDir: { sizeLimit: "0.5m" } }],
          },
        },
      ],
      [
        "a LimitRange",
        { apiVersion: "v1", kind: "LimitRange" },
        {
          spec: {
            limits: [{ type: "Container", max: { cpu: "0.5" }, default: { cpu: "1e-1" }, min: { cpu: "10000u" } }],
          },
        },
      ],
      [
        "a ResourceQuota",
        { apiVersion: "v1", kind: "ResourceQuota" },
        { spec: { hard: { "limits.memory": "2048.0Mi", pods: "+3" } } },
      ],
      [
        "a PersistentVolumeClaim",
        { apiVersion: "v1", kind: "PersistentVolumeClaim" },
        { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1024.0Mi" } } } },
      ],
      [
        "a PersistentVolume, with attributes that only look like quantities",
        { apiVersion: "v1", kind: "PersistentVolume" },
        {
          spec: {
            capacity: { storage: "1000.0M" },
            accessModes: ["ReadWriteOnce"],
            csi: {
              driver: "d.example.org",
              volumeHandle: "h",
              volumeAttributes: { sizeLimit: "1000m", capacity: "1024Mi" },
            },
          },
        },
      ],
      [
        "a HorizontalPodAutoscaler",
        { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler" },
        {
          spec: {
            maxReplicas: 3,
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
            metrics: [
              {
                type: "External",
                external: {
                  metric: { name: "m", selector: { matchLabels: { value: "1000m" } } },
                  target: { type: "Value", value: "1000m" },
                },
              },
              { type: "Resource", resource: { name: "cpu", target: { type: "AverageValue", averageValue: "0.5m" } } },
            ],
          },
        },
      ],
      [
        "a RuntimeClass",
        { apiVersion: "node.k8s.io/v1", kind: "RuntimeClass" },
        { handler: "h", overhead: { podFixed: { cpu: "0.5m", memory: "1024Ki" } } },
      ],
      [
        "a ResourceSlice",
        { apiVersion: "resource.k8s.io/v1", kind: "ResourceSlice" },
        {
          spec: {
            driver: "d.example.org",
            nodeName: "n",
            pool: { name: "p", generation: 1, resourceSliceCount: 1 },
            devices: [
              { name: "a", capacity: { limits: { value: "1000m" } }, attributes: { limits: { string: "1000m" } } },
            ],
          },
        },
      ],
      [
        "a CSIStorageCapacity",
        { apiVersion: "storage.k8s.io/v1", kind: "CSIStorageCapacity" },
        {
          storageClassName: "s",
          capacity: "1024Mi",
          maximumVolumeSize: "0.5m",
          nodeTopology: { matchLabels: { capacity: "1000m" } },
        },
      ],
    ];
    for (const [title, kind, rest] of cases) {
      it(`is not a change in ${title}`, async () => {
        await expectSettled(kind, rest);
      });
    }
  });

  describe("as a string that has the name of a quantity", () => {
    const strings = Object.fromEntries(DANGEROUS_NAMES.map((name) => [name, "1000m"]));

    it("stays in a ConfigMap, in labels and in annotations", async () => {
      const metadata = { labels: strings, annotations: { ...strings, "pulumi.com/skipAwait": "true" } };
      const live = await expectSettled({ apiVersion: "v1", kind: "ConfigMap" }, { metadata, data: strings });
      expect(live.data).to.deep.equal(strings);
      expect((live.metadata as PropertyMap).labels).to.deep.equal(strings);
    });

    it("stays in the parameters of a StorageClass and in selectors", async () => {
      await expectSettled(
        { apiVersion: "storage.k8s.io/v1", kind: "StorageClass" },
        { provisioner: "p", parameters: strings },
      );
      await expectSettled(
        { apiVersion: "v1", kind: "Service" },
        { spec: { selector: strings, ports: [{ port: 80 }] } },
      );
    });

    it("stays in JSON of any shape", async () => {
      const data = { ...strings, nested: { limits: { cpu: 1, list: [] }, data: "QUJD\nREVG", requests: {} } };
      const live = await expectSettled({ apiVersion: "apps/v1", kind: "ControllerRevision" }, { revision: 1, data });
      expect(live.data).to.deep.equal(data);
    });
  });

  describe("as base64", () => {
    const bytes = Buffer.from(Array.from({ length: 200 }, (_, index) => (index * 7) % 256)).toString("base64");
    const wrapped = bytes.replace(/.{76}/g, "$&\n");
    const webhook = (url: string) => ({
      name: "w.example.org",
      admissionReviewVersions: ["v1"],
      sideEffects: "None",
      clientConfig: { url, caBundle },
    });
    const cases: [string, { apiVersion: string; kind: string }, PropertyMap][] = [
      ["a Secret", { apiVersion: "v1", kind: "Secret" }, { data: { a: wrapped, b: `${bytes}\n`, c: "", d: "QR==" } }],
      ["a ConfigMap", { apiVersion: "v1", kind: "ConfigMap" }, { binaryData: { a: wrapped }, data: { b: wrapped } }],
      [
        "a validating webhook",
        { apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingWebhookConfiguration" },
        { webhooks: [webhook("https://a.example.org")] },
      ],
      [
        "a mutating webhook",
        { apiVersion: "admissionregistration.k8s.io/v1", kind: "MutatingWebhookConfiguration" },
        { webhooks: [webhook("https://a.example.org")] },
      ],
      [
        "an APIService",
        { apiVersion: "apiregistration.k8s.io/v1", kind: "APIService" },
        {
          metadata: { name: "v1.settled.example.org" },
          spec: {
            group: "settled.example.org",
            version: "v1",
            groupPriorityMinimum: 100,
            versionPriority: 100,
            service: { namespace: "default", name: "s" },
            caBundle,
          },
        },
      ],
    ];
    for (const [title, kind, rest] of cases) {
      it(`is not a change in ${title}`, async () => {
        await expectSettled(kind, rest);
      });
    }

    it("is not a change in a CertificateSigningRequest", async () => {
      cryptoProvider.set(crypto);
      const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
      const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
      const made = await Pkcs10CertificateRequestGenerator.create({
        name: "CN=a",
        keys,
        signingAlgorithm: algorithm,
      });
      const request = Buffer.from(made.toString("pem")).toString("base64").replace(/.{64}/g, "$&\n");
      await expectSettled(
        { apiVersion: "certificates.k8s.io/v1", kind: "CertificateSigningRequest" },
        { spec: { request, signerName: "example.org/s", usages: ["client auth"] } },
      );
    });

    it(`is not a change in ${CASES} Secrets and ConfigMaps`, async () => {
      for (const data of fc.sample(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), anyBase64), {
        numRuns: CASES,
        seed: SEED,
      })) {
        await expectSettled({ apiVersion: "v1", kind: "Secret" }, { data });
        await expectSettled({ apiVersion: "v1", kind: "ConfigMap" }, { binaryData: data });
      }
    });

    it("is refused by the server where it is not base64", async () => {
      for (const text of ["Q", "QQ", "QQ=", "Q Q=", "_-8=", "QQ==QQ=="]) {
        const inputs = { apiVersion: "v1", kind: "Secret", metadata: { name: "not" }, data: { a: text } };
        const checked = await provider.check("kubernetes:core/v1:Secret", "not", inputs);
        const creation = provider.plugin.create({ type: "kubernetes:core/v1:Secret", name: "not" }, checked);
        expect(await creation.then(() => `${text} was accepted`, String)).to.match(/was not created.*base64/);
      }
    });
  });

  describe("as the schema of a definition", () => {
    /** @returns the kind */
    async function expectDefinition(schema: PropertyValue, more: PropertyMap = {}): Promise<string> {
      const kind = `Thing${count}`;
      const plural = `${kind.toLowerCase()}s`;
      const live = await expectSettled(
        { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" },
        {
          metadata: { name: `${plural}.example.org` },
          spec: {
            group: "example.org",
            scope: "Namespaced",
            names: { plural, singular: kind.toLowerCase(), kind },
            versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
            ...more,
          },
        },
      );
      const { versions } = live.spec as { versions: { schema: { openAPIV3Schema: PropertyValue } }[] };
      expect(versions[0]!.schema.openAPIV3Schema).to.deep.equal(schema);
      return kind;
    }

    for (const name of DANGEROUS_NAMES) {
      it(`stays as it is with a property ${name}`, async () => {
        await expectDefinition({
          type: "object",
          properties: {
            [name]: {
              type: "object",
              minProperties: 1,
              properties: { cpu: { type: "string", default: "1000m", maxLength: 9 } },
            },
          },
        });
      });
    }

    it("stays as it is beside the certificate of a conversion webhook, wrapped", async () => {
      const clientConfig = { url: "https://a.example.org", caBundle };
      const conversion = { strategy: "Webhook", webhook: { conversionReviewVersions: ["v1"], clientConfig } };
      await expectDefinition({ type: "object" }, { conversion });
    });

    it("leaves objects of its kind as they are", async () => {
      const schema = {
        type: "object",
        properties: { spec: { type: "object", x_kubernetes_preserve_unknown_fields: true } },
      };
      const kind = await expectDefinition(schema);
      const values = Object.fromEntries(
        DANGEROUS_NAMES.map((name) => [name, { cpu: "1000m", list: [], map: {}, one: 1 }]),
      );
      const live = await expectSettled({ apiVersion: "example.org/v1", kind }, { spec: values });
      expect(live.spec).to.deep.equal(values);
    });

    it("stays as it is, whatever it says", async () => {
      for (const schema of fc.sample(anySchema, { numRuns: CASES, seed: SEED })) {
        await expectDefinition(schema);
      }
    });
  });
});
