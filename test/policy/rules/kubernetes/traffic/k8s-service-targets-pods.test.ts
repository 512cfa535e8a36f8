import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-service-targets-pods";
import { add, all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodService, servicePatch } from "../../../support/traffic";
import { goodWorkloads } from "../../../support/workloads";

const service = goodService();
const workload = (kind: string, name = "pods") => ({ ...goodWorkloads()[kind]![0]!, name });
const label = 'spec.template.metadata.labels["app.kubernetes.io/name"]';
const selector = "spec.selector";
const target = "spec.ports[0].targetPort";
const container = "spec.template.spec.containers[0]";
const onePod = { "statefulset.kubernetes.io/pod-name": "web-0" };

describeRule(rule, {
  baselines: {
    "a Service for a Deployment": [service, workload("a Deployment")],
    "a Service for a StatefulSet": [service, workload("a StatefulSet")],
    "a Service for a Pod": [service, workload("a Pod")],
    "a Service for a Rollout": [service, workload("a Rollout of Argo")],
    "a patch that leaves things out": [servicePatch()],
  },
  mutations: [
    {
      name: "no pods, and nothing of their ports",
      change: without("pods"),
      path: selector,
      message: "wanted labels of pods of the namespace",
      alone: true,
    },
    { name: "other labels", change: set(selector, { app: "other" }) },
    {
      name: "a label more than the pods have",
      change: set(selector, { "app.kubernetes.io/name": "web", tier: "front" }),
    },
    { name: "pods of another namespace", change: set("metadata.namespace", "other", "pods"), path: selector },
    {
      name: "a template that makes no pods",
      change: state({ type: "kubernetes:core/v1:PodTemplate" }, "pods"),
      path: selector,
    },
    {
      name: "a patch of a workload",
      change: state({ type: "kubernetes:apps/v1:DeploymentPatch" }, "pods"),
      path: selector,
    },
    { name: "a pod of a set that is none", change: set(selector, onePod) },
    { name: "a port's name that no container has", change: set(target, "metrics"), message: "wanted a port of pods" },
    { name: "a port's number that no container has", change: set(target, 8001) },
    { name: "a number that is a string", change: set(target, "8000") },
    { name: "a port that is its own target", change: remove(target), path: "spec.ports[0].port" },
    { name: "another protocol", change: set("spec.ports[0].protocol", "UDP"), path: target },
    { name: "no ports of the containers", change: remove(`${container}.ports`, "pods"), path: target },
    {
      name: "a port that an init container has, which ends",
      change: all(set(target, "debug"), set("spec.template.spec.initContainers[0].ports[0].name", "debug", "pods")),
    },
    {
      name: "a wrong port beside one that is not known yet",
      change: set("spec.ports", [
        { port: 80, targetPort: UNKNOWN },
        { port: 81, targetPort: "metrics" },
      ]),
      path: "spec.ports[1].targetPort",
    },
    {
      name: "other labels than those of pods of an unknown namespace",
      change: all(set(selector, { app: "other" }), set("metadata.namespace", UNKNOWN, "pods")),
    },
    {
      name: "other labels than those of pods with an unknown one",
      change: all(
        set(selector, { app: "other" }),
        set("spec.template.metadata.labels.version", UNKNOWN, "pods"),
        set("spec.template.metadata.labels.app", "web", "pods"),
      ),
    },
  ],
  allowed: [
    { name: "a number", change: set(target, 8000) },
    { name: "a port that is its own target", change: all(remove(target), set("spec.ports[0].port", 8000)) },
    { name: "a Service without a selector", change: remove(selector) },
    { name: "a name outside of the cluster", change: all(set("spec.type", "ExternalName"), without("pods")) },
    { name: "a headless Service without ports", change: all(set("spec.clusterIP", "None"), remove("spec.ports")) },
    { name: "one pod of a StatefulSet", of: "a Service for a StatefulSet", change: set(selector, onePod) },
    {
      name: "a port of a sidecar",
      change: all(
        set(target, "proxy"),
        set("spec.template.spec.initContainers[0].restartPolicy", "Always", "pods"),
        set("spec.template.spec.initContainers[0].ports[0].name", "proxy", "pods"),
      ),
    },
    {
      name: "a port that only one of the workloads has",
      change: all(add(workload("a DaemonSet", "others")), remove(`${container}.ports`, "others")),
    },
  ],
  unknown: [
    { name: "a selector that is not known yet", change: set(selector, UNKNOWN) },
    { name: "a label that is not known yet", change: set(label, UNKNOWN, "pods") },
    { name: "labels that are not known yet", change: set("spec.template.metadata.labels", UNKNOWN, "pods") },
    {
      name: "a port that other pods may have whose labels are not known yet",
      change: all(
        add(workload("a DaemonSet", "others")),
        set("spec.template.metadata.labels", UNKNOWN, "others"),
        set(target, "metrics"),
      ),
    },
    { name: "a target that is not known yet", change: set(target, UNKNOWN) },
    { name: "a container's port that is not known yet", change: set(`${container}.ports[0].name`, UNKNOWN, "pods") },
    { name: "a namespace that is not known yet", change: set("metadata.namespace", UNKNOWN) },
    { name: "pods of a namespace that is not known yet", change: set("metadata.namespace", UNKNOWN, "pods") },
    {
      name: "pods of which neither namespace nor labels are known yet",
      change: all(set("metadata.namespace", UNKNOWN, "pods"), set("spec.template.metadata.labels", UNKNOWN, "pods")),
    },
    {
      name: "one pod of a StatefulSet of an unknown namespace",
      of: "a Service for a StatefulSet",
      change: all(set(selector, onePod), set("metadata.namespace", UNKNOWN, "pods")),
      path: "metadata.namespace",
    },
    {
      name: "a port that pods of an unknown namespace may have",
      change: all(
        add(workload("a DaemonSet", "others")),
        set("metadata.namespace", UNKNOWN, "others"),
        set(target, "metrics"),
      ),
      path: "metadata.namespace",
    },
  ],
});
