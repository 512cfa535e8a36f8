import { expect } from "chai";
import { immutableDifferences } from "../../../engine/kubernetes/immutable";
import { differences } from "../../../engine/kubernetes/property-diff";
import { ApiError } from "../../../engine/kubernetes/types";

const refused = (causes: object[]) => new ApiError("invalid", 422, "Invalid", { causes });
const PRIORITY_CLASS = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass" };

/** Kinds that hold something that a new object of theirs would not have. */
const HOLDING: [apiVersion: string, kind: string][] = [
  ["v1", "PersistentVolumeClaim"],
  ["v1", "PersistentVolume"],
  ["v1", "Namespace"],
  ["v1", "Node"],
  ["v1", "Secret"],
  ["v1", "ConfigMap"],
  ["v1", "Service"],
  ["v1", "ServiceAccount"],
  ["apps/v1", "StatefulSet"],
  ["apps/v1", "Deployment"],
  ["apps/v1", "ControllerRevision"],
  ["apiextensions.k8s.io/v1", "CustomResourceDefinition"],
  ["certificates.k8s.io/v1", "CertificateSigningRequest"],
  ["storage.k8s.io/v1", "VolumeAttachment"],
  ["storage.k8s.io/v1", "VolumeAttributesClass"],
  ["resource.k8s.io/v1", "ResourceClaim"],
  ["snapshot.storage.k8s.io/v1", "VolumeSnapshot"],
  ["snapshot.storage.k8s.io/v1", "VolumeSnapshotContent"],
  ["postgresql.cnpg.io/v1", "Cluster"],
  ["kafka.strimzi.io/v1beta2", "Kafka"],
  // Of the name of a built-in kind, in a group of somebody else.
  ["example.org/v1", "Job"],
  ["example.org/v1", "StorageClass"],
];

/** As API servers, validation rules of custom resources and webhooks put it. */
const WORDS = [
  "Invalid value: field is immutable",
  "Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
  "Forbidden: updates to statefulset spec for fields other than 'replicas', 'template' are forbidden",
  "Invalid value: Value is immutable",
  "Forbidden: may not be changed in an update.",
  "Forbidden: may not change once set",
  "Invalid value: storage can not be modified",
];

describe("a refusal's words", () => {
  it("mark exactly the fields that cannot change", () => {
    const found = differences({ value: 1, description: "a" }, { value: 2, description: "b" });
    const error = refused([{ field: "value", message: "Forbidden: may not be changed in an update." }]);
    expect(immutableDifferences(PRIORITY_CLASS, error, found).map(({ path }) => path)).to.deep.equal([["value"]]);
  });

  for (const [apiVersion, kind] of HOLDING) {
    it(`replace no ${kind} of ${apiVersion}`, () => {
      const found = differences({ spec: { a: 1 } }, { spec: { a: 2, dataSourceRef: { kind: "b" } } });
      for (const message of WORDS) {
        for (const field of ["spec", "spec.a", "spec.dataSourceRef"]) {
          expect(immutableDifferences({ apiVersion, kind }, refused([{ field, message }]), found)).to.be.empty;
        }
      }
    });
  }

  it("do not mark what is merely wrong", () => {
    const found = differences({ value: 1 }, { value: "x" });
    const wrong = refused([{ field: "value", message: "Invalid value: must be a number" }]);
    expect(immutableDifferences(PRIORITY_CLASS, wrong, found)).to.be.empty;
    expect(immutableDifferences(PRIORITY_CLASS, new ApiError("conflict", 409, "Conflict"), found)).to.be.empty;
  });
});
