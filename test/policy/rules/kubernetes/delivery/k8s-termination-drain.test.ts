import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-termination-drain";
import { all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodService, goodWorkloadsOf } from "../../../support/objects";
import { goodContainer, pod } from "../../../support/workloads";

const hook = pod("containers[0].lifecycle.preStop");
const label = `spec.template.metadata.labels["app.kubernetes.io/name"]`;
const baselines = goodWorkloadsOf("a Deployment", "a StatefulSet", "a DaemonSet");
for (const given of Object.values(baselines)) {
  set(hook, { sleep: { seconds: 10 } })(given);
  given.push(goodService());
}

describeRule(rule, {
  baselines,
  mutations: [
    { name: "no hook", change: remove(hook), message: "a Service selects the pod" },
    { name: "a hook that does not sleep", of: "a StatefulSet", change: set(hook, { exec: { command: ["stop"] } }) },
    {
      name: "a second container with ports",
      change: set(pod("containers[1]"), { ...goodContainer(), name: "other" }),
      path: pod("containers[1].lifecycle.preStop"),
    },
    {
      name: "a container without ports, where none has any",
      change: all(remove(pod("containers[0].ports")), remove(hook)),
      path: hook,
    },
    {
      name: "no hook where the hook of another container is not known yet",
      change: all(remove(hook), set(pod("containers[1]"), { ...goodContainer(), name: "other", lifecycle: UNKNOWN })),
    },
  ],
  allowed: [
    { name: "a sleep in a command", change: set(hook, { exec: { command: ["sleep", "5"] } }) },
    { name: "pods without a Service", change: all(remove(hook), without("web-service")) },
    { name: "pods that no Service selects", change: all(remove(hook), set(label, "worker")) },
    {
      name: "a Service of another namespace",
      change: all(remove(hook), set("metadata.namespace", "x", "web-service")),
    },
    { name: "a Service without a selector", change: all(remove(hook), set("spec.selector", {}, "web-service")) },
    { name: "a container without ports", change: set(pod("containers[1]"), { name: "helper" }) },
    {
      name: "a patch",
      change: all(remove(hook), state({ type: "kubernetes:apps/v1:DeploymentPatch" })),
    },
    {
      name: "a patch of a Service",
      change: all(remove(hook), state({ type: "kubernetes:core/v1:ServicePatch" }, "web-service")),
    },
  ],
  unknown: [
    { name: "an unknown hook", change: set(hook, UNKNOWN), path: hook },
    { name: "an unknown selector", change: all(set("spec.selector", UNKNOWN, "web-service"), remove(hook)) },
    { name: "an unknown label", change: all(set(label, UNKNOWN), remove(hook)) },
  ],
});
