import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/coverage/k8s-alert-covers-workloads";
import { add, all, remove, set, state, without, type Given } from "../../../support/changes";
import { namespace, PORTS, servingWorkload } from "../../../support/coverage";
import { describeRule } from "../../../support/describe-rule";

const alert = (labels: object = {}) => ({
  alert: "WebIsDown",
  expr: 'absent(up{namespace="shop", job="web"} == 1)',
  for: "5m",
  labels: { severity: "critical", ...labels },
  annotations: { runbook_url: "https://runbooks.example.org/web" },
});
const rules: Given = {
  type: "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
  name: "rules",
  properties: {
    metadata: { name: "web", namespace: "shop" },
    spec: { groups: [{ name: "web", rules: [{ record: "a", expr: "up" }, alert()] }] },
  },
};
const first = "spec.groups[0].rules[1]";
const inRules = (path: string, value: unknown) => set(path, value, "rules");
const expr = (text: unknown) => inRules(`${first}.expr`, text);
const forAll = inRules('metadata.labels["platform.covers"]', "namespace");
const path = "metadata.name";

describeRule(rule, {
  baselines: {
    "a Deployment with an alert": [servingWorkload("a Deployment"), rules],
    "a StatefulSet with an alert": [servingWorkload("a StatefulSet"), rules],
    "a DaemonSet with an alert": [servingWorkload("a DaemonSet"), rules],
    "a Rollout with an alert": [servingWorkload("a Rollout of Argo"), rules],
  },
  mutations: [
    { name: "no alert", change: without("rules"), path, message: "found no alert about it, wanted an alert with for" },
    { name: "an alert of another workload", change: expr('up{namespace="shop", job="api"}'), path },
    { name: "an alert of a longer name", change: expr('up{namespace="shop", job="web-api"}'), path },
    { name: "an alert of a longer name by a pattern", change: expr('up{namespace="shop", pod=~"web-api-.*"}'), path },
    { name: "an alert of another namespace", change: expr('up{namespace="other", job="web"}'), path },
    { name: "an alert of any namespace", change: expr('up{job="web"}'), path },
    { name: "an alert of all but this namespace", change: expr('up{namespace!="shop", job="web"}'), path },
    { name: "an alert of all but this workload", change: expr('up{namespace="shop", job!~"web"}'), path },
    { name: "a name that is only the namespace's", change: all(expr('up{namespace="shop"}'), set(path, "shop")), path },
    {
      name: "no time that it must last",
      change: remove(`${first}.for`, "rules"),
      path,
      message: 'the alert "WebIsDown" without for',
    },
    {
      name: "no severity",
      change: remove(`${first}.labels.severity`, "rules"),
      path,
      message: "without labels.severity",
    },
    {
      name: "no runbook",
      change: remove(`${first}.annotations`, "rules"),
      path,
      message: "without annotations.runbook_url",
    },
    { name: "an empty runbook", change: inRules(`${first}.annotations.runbook_url`, ""), path },
    { name: "a recording rule", change: remove(`${first}.alert`, "rules"), path },
    {
      name: "a patch of rules",
      change: state({ type: "kubernetes:monitoring.coreos.com/v1:PrometheusRulePatch" }, "rules"),
      path,
    },
    {
      name: "an alert for another whole namespace",
      change: all(forAll, inRules("metadata.namespace", "other"), expr("up")),
      path,
    },
    {
      name: "an alert for its whole namespace that names another",
      change: all(forAll, expr('up{namespace="other"}')),
      path,
    },
    {
      name: "an alert for its whole namespace without a runbook",
      change: all(forAll, expr("up"), remove(`${first}.annotations`, "rules")),
      path,
    },
    {
      name: "a second workload beside a first that is not known yet",
      change: all(
        set("metadata.labels", UNKNOWN),
        set(path, "other"),
        add({
          ...servingWorkload("a DaemonSet"),
          name: "agent",
          properties: { ...servingWorkload("a DaemonSet").properties, metadata: { name: "agent" } },
        }),
      ),
      path,
      resource: "agent",
    },
  ],
  allowed: [
    { name: "pods without ports", change: all(remove(PORTS), without("rules")) },
    {
      name: "a patch of a workload",
      change: all(state({ type: "kubernetes:apps/v1:DeploymentPatch" }), without("rules")),
    },
    { name: "the label instead of the name", change: set(path, "web-7f9c") },
    { name: "the name instead of the label", change: remove("metadata.labels") },
    {
      name: "labels that say it",
      change: all(
        expr("vector(1)"),
        inRules(`${first}.labels`, { severity: "page", namespace: "shop", service: "web" }),
      ),
    },
    { name: "patterns", change: expr('up{namespace=~"shop|other", pod=~"(api|web)-.+"}') },
    { name: "a pattern of the name alone", change: expr("up{kubernetes_namespace='shop', deployment=~'^web$'}") },
    { name: "rules in another namespace", change: inRules("metadata.namespace", "monitoring") },
    { name: "a Namespace of the stack", change: add(namespace("shop")) },
    { name: "an alert for its whole namespace", change: all(forAll, expr("up")) },
    { name: "one such alert", change: inRules(first, { ...alert({ "platform.covers": "namespace" }), expr: "up" }) },
    {
      name: "an alert for a whole namespace elsewhere",
      change: all(forAll, expr('up{namespace="shop"}'), inRules("metadata.namespace", "monitoring")),
    },
    { name: "a runbook that is not known yet", change: inRules(`${first}.annotations.runbook_url`, UNKNOWN) },
  ],
  unknown: [
    { name: "an expression that is not known yet", change: expr(UNKNOWN) },
    { name: "rules that are not known yet", change: inRules("spec.groups[0].rules", UNKNOWN) },
    { name: "groups that are not known yet", change: inRules("spec.groups", UNKNOWN) },
    { name: "a label of an alert that is not known yet", change: inRules(`${first}.labels.team`, UNKNOWN) },
    { name: "a name that is not known yet", change: all(remove("metadata.labels"), set(path, UNKNOWN)), path },
    { name: "a namespace that is not known yet", change: set("metadata.namespace", UNKNOWN) },
  ],
});
