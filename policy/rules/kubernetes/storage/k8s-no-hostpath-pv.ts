import { kinds } from "../../../lib/kubernetes/kinds";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-no-hostpath-pv",
  title: "No volume is a directory or a disk of a node",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["Kyverno limit-hostpath-type-pv"],
  fields: ["spec.hostPath", "spec.local"],
  why: "It gives pods the files of the node, past the rules about hostPath in pods, and it is lost with the node.",
  fix: "Use a volume of a StorageClass instead.",
  appliesTo: kinds("/PersistentVolume"),
  check(resource, check) {
    for (const source of ["hostPath", "local"]) {
      check.expect(resource.at("spec", source), (value) => value === undefined, "not set");
    }
  },
});
