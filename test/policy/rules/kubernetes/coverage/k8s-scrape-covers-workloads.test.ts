import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/coverage/k8s-scrape-covers-workloads";
import { add, all, remove, set, state, without, type Given } from "../../../support/changes";
import { namespace, PORTS, servingWorkload } from "../../../support/coverage";
import { describeRule } from "../../../support/describe-rule";
import { goodService } from "../../../support/traffic";

const labels = { "app.kubernetes.io/name": "web" };
const service = goodService({ name: "service" });
const monitor = (kind: string, more: object = {}): Given => ({
  type: `kubernetes:monitoring.coreos.com/v1:${kind}`,
  name: "monitor",
  properties: {
    metadata: { name: "web", namespace: "shop" },
    spec: { selector: { matchLabels: labels }, ...more },
  },
});
const byPods = "pods that are monitored";
const path = "spec.template.metadata.labels";
const annotation = 'spec.template.metadata.annotations["prometheus.io/scrape"]';
const elsewhere = set("metadata.namespace", "monitoring", "monitor");
const places = (value: unknown) => set("spec.namespaceSelector", value, "monitor");

describeRule(rule, {
  baselines: {
    "a Service that is monitored": [servingWorkload("a Deployment"), service, monitor("ServiceMonitor")],
    [byPods]: [servingWorkload("a StatefulSet"), monitor("PodMonitor")],
    "a DaemonSet that is monitored": [servingWorkload("a DaemonSet"), monitor("PodMonitor")],
    "a Rollout that is monitored": [servingWorkload("a Rollout of Argo"), service, monitor("ServiceMonitor")],
  },
  mutations: [
    { name: "no monitor", change: without("monitor"), path, message: "no monitor that leads to these pods" },
    { name: "no Service", change: without("service"), path },
    { name: "a monitor of another Service", change: set("spec.selector.matchLabels.a", "b", "monitor"), path },
    { name: "a monitor without a selector", change: remove("spec.selector", "monitor"), path },
    { name: "a Service of other pods", change: set("spec.selector.a", "b", "service"), path },
    { name: "a Service without a selector", change: remove("spec.selector", "service"), path },
    {
      name: "a Service of another namespace",
      change: all(set("metadata.namespace", "other", "service"), places({ any: true })),
      path,
    },
    { name: "a monitor of another namespace", change: elsewhere, path },
    { name: "a monitor for another namespace", change: places({ matchNames: ["other"] }), path },
    {
      name: "a patch of a monitor",
      change: state({ type: "kubernetes:monitoring.coreos.com/v1:ServiceMonitorPatch" }, "monitor"),
      path,
    },
    { name: "a patch of a Service", change: state({ type: "kubernetes:core/v1:ServicePatch" }, "service"), path },
    { name: "a monitor of other pods", of: byPods, change: set("spec.selector.matchLabels.a", "b", "monitor"), path },
    { name: "a monitor of pods of another namespace", of: byPods, change: elsewhere, path },
    { name: "an annotation that says no", change: all(set(annotation, "false"), without("monitor")), path },
    {
      name: "a second workload whose pods are others beside a first that is not known yet",
      change: all(
        set(`${path}.a`, UNKNOWN),
        set("spec.selector.matchLabels.a", "b", "monitor"),
        add({ ...servingWorkload("a DaemonSet"), name: "agent" }),
      ),
      path,
      resource: "agent",
    },
  ],
  allowed: [
    { name: "pods without ports", change: all(remove(PORTS), without("monitor")) },
    { name: "the annotation", change: all(set(annotation, "true"), without("monitor")) },
    {
      name: "a patch of a workload",
      change: all(state({ type: "kubernetes:apps/v1:DeploymentPatch" }), without("monitor")),
    },
    { name: "a monitor for all namespaces", change: all(elsewhere, places({ any: true })) },
    {
      name: "a monitor for this namespace among others",
      change: all(elsewhere, places({ matchNames: ["other", "shop"] })),
    },
    {
      name: "a monitor for a Namespace of the stack",
      change: all(elsewhere, places({ matchNames: ["shop"] }), add(namespace("shop"))),
    },
    { name: "a monitor of pods elsewhere", of: byPods, change: all(elsewhere, places({ matchNames: ["shop"] })) },
    {
      name: "a monitor by an expression",
      of: byPods,
      change: set(
        "spec.selector",
        { matchExpressions: [{ key: "app.kubernetes.io/name", operator: "In", values: ["web", "api"] }] },
        "monitor",
      ),
    },
    { name: "a monitor of all pods", of: byPods, change: set("spec.selector", {}, "monitor") },
  ],
  unknown: [
    { name: "a monitor whose selector is not known yet", change: set("spec.selector", UNKNOWN, "monitor") },
    {
      name: "a monitor whose labels are not known yet",
      of: byPods,
      change: set("spec.selector.matchLabels", UNKNOWN, "monitor"),
    },
    { name: "a monitor whose namespaces are not known yet", change: places(UNKNOWN) },
    { name: "a Service whose selector is not known yet", change: set("spec.selector", UNKNOWN, "service") },
    { name: "a Service whose labels are not known yet", change: set("metadata.labels", UNKNOWN, "service") },
    { name: "a Service whose namespace is not known yet", change: set("metadata.namespace", UNKNOWN, "service") },
    { name: "a workload whose namespace is not known yet", change: set("metadata.namespace", UNKNOWN) },
    { name: "pods whose namespace is not known yet", of: byPods, change: set("metadata.namespace", UNKNOWN) },
    { name: "pods whose labels are not known yet", change: set(path, UNKNOWN) },
    { name: "ports that are not known yet", change: all(set(PORTS, UNKNOWN), without("monitor")) },
    { name: "an annotation that is not known yet", change: all(set(annotation, UNKNOWN), without("monitor")) },
  ],
});
