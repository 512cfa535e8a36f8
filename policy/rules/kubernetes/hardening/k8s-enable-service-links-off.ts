import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-enable-service-links-off",
  title: "Pods get no environment variables about the Services around them",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["Kyverno disable-service-discovery"],
  fields: ["enableServiceLinks"],
  why: "By default every Service of the namespace appears in the environment: a map of the network for an intruder, and variables that collide with the program's own.",
  fix: "Set enableServiceLinks of the pod to false, and find Services by their DNS names.",
  appliesTo: workloads,
  check(resource, check) {
    check.expect(podTemplate(resource)!.at("enableServiceLinks"), (value) => value === false, "false");
  },
  remediate(resource, remedy) {
    const pod = podTemplate(resource)!;
    if (pod.spec.exists) remedy.setIfAbsent(pod.at("enableServiceLinks"), false);
  },
});
