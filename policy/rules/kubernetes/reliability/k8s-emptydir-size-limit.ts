import { workloads } from "../../../lib/kubernetes/kinds";
import { isAmount } from "../../../lib/kubernetes/resources";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { isObject, type Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-emptydir-size-limit",
  title: "Every emptyDir volume has a size limit",
  severity: "low",
  levels: { dev: "advisory", production: "advisory" },
  references: ["Kyverno add-emptydir-sizelimit", "Kyverno require-emptydir-requests-limits"],
  fields: ["volumes[].emptyDir.sizeLimit"],
  why: "An emptyDir lies on the disk or in the memory of the node: without a limit one pod can fill it for all.",
  fix: "Set emptyDir.sizeLimit to the most that the volume may hold.",
  appliesTo: workloads,
  check(resource, check) {
    check.each(podTemplate(resource)?.at("volumes").items() ?? [], (volume) => {
      if (volume.at("emptyDir").exists || isSourceless(volume))
        check.expect(volume.at("emptyDir", "sizeLimit"), isAmount, "a quantity above 0");
    });
  },
});

/** Whether a volume has a name only: the API server makes an emptyDir of it. */
function isSourceless(volume: Node): boolean {
  return isObject(volume.value) && volume.entries().every(([key, source]) => key === "name" || !source.exists);
}
