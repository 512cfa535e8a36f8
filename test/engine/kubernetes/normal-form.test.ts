import { expect } from "chai";
import fc from "fast-check";
import { normalizeObject, secretData } from "../../../engine/kubernetes/normalize";
import { canonicalQuantity } from "../../../formats/quantity";
import type { KubernetesObject } from "../../../engine/kubernetes/types";
import { Secret, Unknown } from "../../../engine/plugin";

describe("quantities in canonical form", () => {
  const cases: [string | number, string][] = [
    ["2048Mi", "2Gi"],
    ["1000m", "1"],
    ["0.5", "500m"],
    [0.25, "250m"],
    [2, "2"],
    ["1.5Gi", "1536Mi"],
    ["100M", "100M"],
    ["1000k", "1M"],
    ["1024Ki", "1Mi"],
    ["0.5Gi", "512Mi"],
    ["1e3", "1e3"],
    ["1000000u", "1"],
    ["0", "0"],
    ["0Mi", "0"],
    ["-1500m", "-1500m"],
    ["50%", "50%"],
    ["", ""],
    ["many", "many"],
  ];
  for (const [written, canonical] of cases) {
    it(`${JSON.stringify(written)} is ${JSON.stringify(canonical)}`, () => {
      expect(canonicalQuantity(written)).to.equal(canonical);
    });
  }

  it("do not change when made canonical again", () => {
    const suffix = fc.constantFrom("", "m", "k", "M", "G", "Ki", "Mi", "Gi", "Ti");
    fc.assert(
      fc.property(fc.nat(), fc.nat(999), suffix, (whole, fraction, unit) => {
        const once = canonicalQuantity(`${whole}.${fraction}${unit}`);
        expect(canonicalQuantity(once)).to.equal(once);
      }),
    );
  });
});

const pod = (spec: object): KubernetesObject => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec });

describe("inputs in normal form", () => {
  it("have canonical quantities where the API has quantities, and nowhere else", () => {
    const container = { name: "c", args: ["1000m"], resources: { limits: { cpu: "1000m", memory: "2048Mi" } } };
    const volumes = [{ name: "v", emptyDir: { sizeLimit: "1024Mi" } }];
    expect(normalizeObject(pod({ containers: [container], volumes })).spec).to.deep.equal({
      containers: [{ name: "c", args: ["1000m"], resources: { limits: { cpu: "1", memory: "2Gi" } } }],
      volumes: [{ name: "v", emptyDir: { sizeLimit: "1Gi" } }],
    });
  });

  it("leave out empty lists and label maps, but not what says something by being empty", () => {
    const spec = {
      containers: [{ name: "c", args: [], env: [] }],
      nodeSelector: {},
      volumes: [{ name: "v", emptyDir: {} }],
    };
    expect(normalizeObject(pod(spec)).spec).to.deep.equal({
      containers: [{ name: "c" }],
      volumes: [{ name: "v", emptyDir: {} }],
    });
    const policy = {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: {},
      spec: { podSelector: {}, ingress: [{}] },
    };
    expect(normalizeObject(policy)).to.deep.equal(policy);
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: {}, rules: [] };
    expect(normalizeObject(role)).to.deep.equal(role);
  });

  it("leave the schema of a definition as it is", () => {
    const limits = { type: "object", minProperties: 1, required: [], properties: { cpu: { default: "1000m" } } };
    const schema = { openAPIV3Schema: { properties: { limits, requests: limits, data: limits, capacity: limits } } };
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: {},
      spec: { versions: [{ name: "v1", schema }] },
    };
    expect(normalizeObject(definition)).to.deep.equal(definition);
  });

  it("round up to thousandths in lists of resources, and only there", () => {
    const volumes = [{ name: "v", emptyDir: { sizeLimit: "0.5m" } }];
    const containers = [{ name: "c", resources: { requests: { cpu: "0.5m" } } }];
    expect(normalizeObject(pod({ containers, volumes })).spec).to.deep.equal({
      containers: [{ name: "c", resources: { requests: { cpu: "1m" } } }],
      volumes: [{ name: "v", emptyDir: { sizeLimit: "500u" } }],
    });
  });

  it("have base64 in one line where the API has bytes, and nowhere else", () => {
    const text = "QUJD\r\nREVG\n";
    const data = { wrapped: text, loose: "QR==", not: "Q", safe: "_-8=", spaced: "Q Q=" };
    const secret = { apiVersion: "v1", kind: "Secret", metadata: {}, data };
    expect(normalizeObject(secret).data).to.deep.equal({ ...data, wrapped: "QUJDREVG", loose: "QQ==" });
    const map = { apiVersion: "v1", kind: "ConfigMap", metadata: {}, data: { text }, binaryData: { text } };
    expect(normalizeObject(map)).to.deep.include({ data: { text }, binaryData: { text: "QUJDREVG" } });
  });

  it("know a kind also in an API version that is not in the table, and no kind of another group", () => {
    const spec = { hard: { "limits.cpu": "1000m" } };
    const quota = (apiVersion: string) => ({ apiVersion, kind: "ResourceQuota", metadata: {}, spec });
    expect(normalizeObject(quota("v7")).spec).to.deep.equal({ hard: { "limits.cpu": "1" } });
    expect(normalizeObject(quota("example.org/v1")).spec).to.deep.equal(spec);
  });

  it("leave custom resources as they are", () => {
    const widget = {
      apiVersion: "example.org/v1",
      kind: "Widget",
      metadata: {},
      spec: { limits: { cpu: "1000m" }, list: [] },
    };
    expect(normalizeObject(widget)).to.deep.equal(widget);
  });

  it("have no fields that only the server writes", () => {
    const metadata = { name: "p", uid: "u", resourceVersion: "1", managedFields: [], labels: { a: "b" } };
    expect(normalizeObject({ ...pod({}), metadata }).metadata).to.deep.equal({ name: "p", labels: { a: "b" } });
  });

  it("let an unknown stand where any value could", () => {
    const spec = { containers: [{ name: "c", resources: Unknown.value }], nodeSelector: Unknown.value };
    expect(normalizeObject(pod(spec)).spec).to.deep.equal(spec);
  });
});

describe("a Secret's data", () => {
  const secret = { apiVersion: "v1", kind: "Secret" };

  it("is its stringData in base64, which wins over data", () => {
    expect(secretData({ ...secret, data: { a: "QQ==", b: "Qg==" }, stringData: { b: "new" } })).to.deep.equal({
      ...secret,
      data: { a: "QQ==", b: "bmV3" },
    });
  });

  it("stays secret, value by value or as a whole", () => {
    expect(secretData({ ...secret, stringData: { a: new Secret("x"), b: "y" } }).data).to.deep.equal({
      a: new Secret("eA=="),
      b: "eQ==",
    });
    expect(secretData({ ...secret, stringData: new Secret({ a: "x" }) }).data).to.deep.equal(new Secret({ a: "eA==" }));
  });

  it("waits for values that are not known yet", () => {
    const inputs = { ...secret, stringData: { a: Unknown.value, b: "y" } };
    expect(secretData(inputs)).to.equal(inputs);
  });
});
