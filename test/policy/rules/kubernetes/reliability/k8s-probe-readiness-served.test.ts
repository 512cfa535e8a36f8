import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-probe-readiness-served";
import { add, all, remove, set, state, without, type Change, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { probed } from "../../../support/probes";
import { goodContainer, goodWorkloads, pod } from "../../../support/workloads";

const network: Given = {
  name: "web-network",
  type: "kubernetes:core/v1:Service",
  properties: {
    metadata: { name: "web", namespace: "shop" },
    spec: { selector: { "app.kubernetes.io/name": "web" }, ports: [{ port: 80, targetPort: "http" }] },
  },
};

const probe = pod("containers[0].readinessProbe");
const removed = remove(probe);
const ofNetwork = (path: string, value: unknown): Change => set(path, value, "web-network");

describeRule(rule, {
  baselines: {
    "a Deployment behind a Service": [...probed("a Deployment"), network],
    "a Pod behind a Service": [...probed("a Pod", "spec.containers[0]"), network],
    "a Job that nobody calls": goodWorkloads()["a Job"]!,
  },
  mutations: [
    { name: "no probe", change: removed, path: probe, message: "a probe, as the Service web-network selects the pod" },
    { name: "no probe of a Pod", of: "a Pod behind a Service", change: remove("spec.containers[0].readinessProbe") },
    {
      name: "a second container without one",
      change: set(pod("containers[1]"), goodContainer()),
      path: pod("containers[1].readinessProbe"),
    },
    { name: "a Job behind a Service", of: "a Job that nobody calls", change: add(network), path: probe },
    {
      name: "no probe, behind a Service beside one with an unknown selector",
      of: "a Job that nobody calls",
      change: all(
        add({ ...network, name: "other", properties: { ...network.properties, spec: { selector: UNKNOWN } } }),
        add(network),
      ),
      path: probe,
    },
    {
      name: "no probe beside an unknown one",
      change: all(set(probe, UNKNOWN), set(pod("containers[1]"), goodContainer())),
      path: pod("containers[1].readinessProbe"),
    },
  ],
  allowed: [
    { name: "no probe without a Service", change: all(removed, without("web-network")) },
    { name: "a Service for other pods", change: all(removed, ofNetwork("spec.selector", { app: "other" })) },
    { name: "a Service in another namespace", change: all(removed, ofNetwork("metadata.namespace", "elsewhere")) },
    { name: "a Service without a selector", change: all(removed, remove("spec.selector", "web-network")) },
    { name: "a name for an outside host", change: all(removed, ofNetwork("spec.type", "ExternalName")) },
    {
      name: "a Service that does not wait for pods",
      change: all(removed, ofNetwork("spec.publishNotReadyAddresses", true)),
    },
    { name: "a patch", change: all(removed, state({ type: "kubernetes:apps/v1:DeploymentPatch" })) },
    { name: "a template without pods", change: add({ ...goodWorkloads()["a PodTemplate"]![0]!, name: "template" }) },
  ],
  unknown: [
    { name: "an unknown probe", change: set(probe, UNKNOWN) },
    { name: "an unknown selector", change: all(removed, ofNetwork("spec.selector", UNKNOWN)), path: "spec.selector" },
  ],
});
