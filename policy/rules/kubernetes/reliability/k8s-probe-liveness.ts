import { services } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-probe-liveness",
  title: "Every main container of a service has a liveness or a startup probe",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV_K8S_8", "kube-score pod-probes"],
  fields: ["containers[].livenessProbe", "containers[].startupProbe"],
  why: "A program that hangs without ending is started again only if somebody asks whether it is still alive.",
  fix: "Add a livenessProbe that fails only when a restart is the cure, or exempt a program that ends by itself when it is broken.",
  appliesTo: services,
  check(resource, check) {
    check.each(podTemplate(resource)?.containers("containers") ?? [], ({ node }) => {
      const liveness = node.at("livenessProbe");
      if (liveness.read() !== undefined || node.at("startupProbe").read() !== undefined) return;
      check.violation({ at: liveness, wanted: "a livenessProbe or a startupProbe", absence: true });
    });
  },
});
