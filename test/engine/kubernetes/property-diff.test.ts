import { expect } from "chai";
import { mergePatch } from "../../../engine/kubernetes/merge-patch";
import { withIgnored } from "../../../engine/kubernetes/ignore";
import { hasPredecessor, takeOver } from "../../../engine/kubernetes/managed-fields";
import { differences, formatPath, isWithin, parsePath, touches } from "../../../engine/kubernetes/property-diff";
import type { KubernetesObject } from "../../../engine/kubernetes/types";
import { Unknown } from "../../../engine/plugin";

const kinds = (old: object, now: object) =>
  Object.fromEntries(differences(old as never, now as never).map(({ path, kind }) => [formatPath(path), kind]));

describe("differences between inputs", () => {
  it("are told at the deepest property, lists by position", () => {
    const old = { spec: { replicas: 1, ports: [{ port: 80 }, { port: 81 }], gone: { a: 1 } } };
    const now = { spec: { replicas: 2, ports: [{ port: 80, name: "http" }], added: { b: 1 } } };
    expect(kinds(old, now)).to.deep.equal({
      "spec.replicas": "update",
      "spec.ports[0].name": "add",
      "spec.ports[1]": "delete",
      "spec.added": "add",
      "spec.gone": "delete",
    });
  });

  it("name keys with dots and slashes in quotes, and fields with dashes as the SDK does", () => {
    const old = {
      metadata: { annotations: { "a.b/c": "1" } },
      schema: { "x-kubernetes-preserve-unknown-fields": true },
    };
    const now = {
      metadata: { annotations: { "a.b/c": "2" } },
      schema: { "x-kubernetes-preserve-unknown-fields": false },
    };
    expect(kinds(old, now)).to.deep.equal({
      'metadata.annotations["a.b/c"]': "update",
      "schema.x_kubernetes_preserve_unknown_fields": "update",
    });
  });

  it("count an unknown as a change, whatever was there", () => {
    expect(kinds({ a: { b: 1 }, c: 1 }, { a: Unknown.value, c: 1, d: Unknown.value })).to.deep.equal({
      a: "update",
      d: "add",
    });
  });

  it("find paths that a program ignores", () => {
    const ignored = parsePath('spec.containers[*].env["A.B"]');
    expect(ignored).to.deep.equal(["spec", "containers", "*", "env", "A.B"]);
    expect(isWithin(["spec", "containers", 3, "env", "A.B", "value"], ignored)).to.be.true;
    expect(isWithin(["spec", "containers"], ignored)).to.be.false;
  });

  it("touch a field when they are in it or bring or take what contains it", () => {
    const [selector] = differences({ spec: {} }, { spec: { selector: { a: "b" } } });
    expect(touches(selector!, "spec.selector")).to.be.true;
    const [spec] = differences({}, { spec: { replicas: 1 } });
    expect(touches(spec!, "spec.selector")).to.be.false;
    const [image] = differences({ spec: { containers: [{ image: "a" }] } }, { spec: { containers: [{ image: "b" }] } });
    expect(touches(image!, "spec.containers.image")).to.be.true;
    expect(touches(image!, "spec.containers.args")).to.be.false;
  });
});

describe("a merge patch", () => {
  it("leads from the old inputs to the new", () => {
    expect(mergePatch({ a: 1, b: { c: 1, d: 2 }, list: [1] }, { b: { c: 1, d: 3 }, list: [1, 2] })).to.deep.equal({
      a: null,
      b: { d: 3 },
      list: [1, 2],
    });
  });
});

describe("fields written before server-side apply", () => {
  const object = (managedFields: object[]): KubernetesObject => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "s", resourceVersion: "7", managedFields },
    spec: { replicas: 3 },
  });
  const entry = (manager: string, operation: string, fieldsV1: object, more: object = {}) => ({
    manager,
    operation,
    apiVersion: "v1",
    fieldsType: "FieldsV1",
    fieldsV1,
    ...more,
  });

  it("become the resource's own, joined with those it has, in one patch for this version of the object", () => {
    const status = entry("pulumi-kubernetes", "Update", { "f:status": {} }, { subresource: "status" });
    const live = object([
      entry("own", "Apply", { "f:spec": { "f:a": {} } }),
      entry("pulumi-kubernetes", "Update", { "f:spec": { "f:b": {} } }),
      status,
      entry("controller", "Update", { "f:spec": { "f:c": {} } }),
    ]);
    expect(takeOver(live, "own")).to.deep.equal([
      {
        op: "replace",
        path: "/metadata/managedFields",
        value: [
          status,
          entry("controller", "Update", { "f:spec": { "f:c": {} } }),
          { ...entry("own", "Apply", { "f:spec": { "f:a": {}, "f:b": {} } }), time: undefined },
        ],
      },
      { op: "replace", path: "/metadata/resourceVersion", value: "7" },
    ]);
  });

  it("are left alone when they are somebody else's", () => {
    const live = object([entry("kubectl-rollout", "Update", {}), entry("controller", "Update", {})]);
    expect(hasPredecessor(live, "own")).to.be.false;
    expect(takeOver(live, "own")).to.be.undefined;
  });

  it("are left out of an update when the program ignores them and somebody else has them", () => {
    const inputs = { ...object([]), spec: { replicas: 1, other: 1 } };
    const theirs = object([entry("autoscaler", "Update", { "f:spec": { "f:replicas": {} } })]);
    expect(withIgnored(inputs, theirs, "own", ["spec.replicas"]).spec).to.deep.equal({ other: 1 });
    const ours = object([entry("own", "Apply", { "f:spec": { "f:replicas": {} } })]);
    expect(withIgnored(inputs, ours, "own", ["spec.replicas"]).spec).to.deep.equal({ replicas: 3, other: 1 });
  });
});
