import { services } from "../../../lib/kubernetes/kinds";
import { preStopSleep } from "../../../lib/kubernetes/lifecycle";
import { byServices, isSelected } from "../../../lib/kubernetes/selecting";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-termination-drain",
  title: "Pods behind a Service go on serving for a while after they are told to stop",
  severity: "medium",
  levels: { dev: "disabled", production: "advisory" },
  references: ["Own"],
  fields: ["containers[].lifecycle.preStop", "Service spec.selector"],
  why: "Load balancers and nodes hear of a stopping pod later than the pod does; a program that stops at once refuses their requests.",
  fix: "Add lifecycle.preStop.sleep.seconds to the container, such as 10.",
  appliesTo: services,
  checkStack(stack, check) {
    check.each(stack.where(services), (workload) => {
      const pod = podTemplate(workload);
      if (!pod || workload.kind.isPatch || !isSelected(stack, byServices, workload)) return;
      const containers = pod.containers("containers");
      const listening = containers.filter(({ node }) => node.at("ports").exists);
      check.each(listening.length > 0 ? listening : containers, ({ node }) => {
        if (preStopSleep(node) !== undefined) return;
        check.violation(workload, {
          at: node.at("lifecycle", "preStop"),
          wanted: "a sleep, because a Service selects the pod",
        });
      });
    });
  },
});
