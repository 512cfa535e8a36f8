import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

const ALLOWED: readonly string[] = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

/** Fields that are no type; and the paths of nodes, which have a rule of their own that can grant some. */
const ELSEWHERE: readonly string[] = ["name", "hostPath"];

export default defineRule({
  id: "k8s-pss-volume-types",
  title: "Pods get storage only through the cluster",
  severity: "low",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["PSS restricted restrictedVolumes", "KSV-0028"],
  fields: ["volumes[]"],
  why: "A volume that names its server or disk itself goes past the classes, quotas and access rules of the cluster.",
  fix: "Use a persistentVolumeClaim, or another of the types wanted.",
  appliesTo: workloads,
  check(resource, check) {
    // A volume without a type is an emptyDir, for the API server.
    check.each(podTemplate(resource)?.at("volumes").items() ?? [], (volume) => {
      const types = volume.entries().filter(([type]) => !ALLOWED.includes(type) && !ELSEWHERE.includes(type));
      check.each(types, ([type, node]) => {
        // What is in it may be secret.
        if (node.read() !== undefined)
          check.violation({ at: node, found: `a volume of type ${type}`, wanted: `one of ${ALLOWED.join(", ")}` });
      });
    });
  },
});
