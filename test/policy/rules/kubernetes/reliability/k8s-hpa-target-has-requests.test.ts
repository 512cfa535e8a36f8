import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-hpa-target-has-requests";
import { add, all, remove, set, state, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { autoscaler } from "../../../support/replicas";
import { goodContainer, goodWorkloads, pod } from "../../../support/workloads";

const deployment = goodWorkloads()["a Deployment"]![0]!;
const requests = pod("containers[0].resources.requests");
const cpu = `${requests}.cpu`;
const second = (resources: object) =>
  set(pod("containers[1]"), { ...goodContainer(), name: "agent", resources }, "web");
const ofSecond = pod("containers[1].resources.requests.cpu");
const metrics = (...list: unknown[]) => set("spec.metrics", list, "web-autoscaler");
const utilization = { type: "Utilization", averageUtilization: 70 };
const inContainer = {
  type: "ContainerResource",
  containerResource: { name: "cpu", container: "web", target: utilization },
};
const v1: Given = {
  ...autoscaler({ metrics: undefined, targetCPUUtilizationPercentage: 80 }),
  type: "kubernetes:autoscaling/v1:HorizontalPodAutoscaler",
};
const range = (limits: object): Given => ({
  name: "range",
  type: "kubernetes:core/v1:LimitRange",
  properties: { metadata: { name: "range", namespace: "shop" }, spec: { limits: [limits] } },
});

describeRule(rule, {
  baselines: { "an autoscaler by CPU": [deployment, autoscaler()], "an autoscaler of v1": [deployment, v1] },
  mutations: [
    {
      name: "no request",
      change: remove(cpu),
      message: "found not set, wanted a quantity above 0, as web-autoscaler scales by",
    },
    { name: "a request of nothing", change: set(cpu, "0") },
    { name: "a second container without one", change: second({}), path: ofSecond },
    {
      name: "a sidecar without one",
      change: set(pod("initContainers[0]"), { name: "proxy", restartPolicy: "Always" }),
      path: pod("initContainers[0].resources.requests.cpu"),
    },
    {
      name: "no request of memory, by which it scales",
      change: all(
        metrics({ type: "Resource", resource: { name: "memory", target: utilization } }),
        remove(pod("containers[0].resources")),
      ),
      path: `${requests}.memory`,
    },
    { name: "no request in the container that it measures", change: all(metrics(inContainer), remove(cpu)), path: cpu },
    { name: "no metric, which means CPU", change: all(metrics(), remove(cpu)), path: cpu },
    { name: "no request with an autoscaler of v1", of: "an autoscaler of v1", change: remove(cpu) },
    {
      name: "no request with a metric of v2beta1",
      change: all(metrics({ type: "Resource", resource: { name: "cpu", targetAverageUtilization: 70 } }), remove(cpu)),
      path: cpu,
    },
    { name: "no request beside an unknown one", change: all(set(cpu, UNKNOWN), second({})), path: ofSecond },
    {
      name: "no request beside an unknown metric",
      change: all(metrics({ type: UNKNOWN }, inContainer), remove(cpu)),
      path: cpu,
    },
    {
      name: "defaults of another kind of object",
      change: all(add(range({ type: "Pod", max: { cpu: 1 } })), remove(cpu)),
      path: cpu,
    },
  ],
  allowed: [
    {
      name: "a limit, which then is the request",
      change: all(remove(cpu), set(pod("containers[0].resources.limits.cpu"), 1)),
    },
    {
      name: "a request that the namespace gives",
      change: all(remove(cpu), add(range({ type: "Container", defaultRequest: { cpu: "50m" } }))),
    },
    {
      name: "a limit that the namespace gives",
      change: all(remove(cpu), add(range({ type: "Container", default: { cpu: "50m" } }))),
    },
    {
      name: "a least that the namespace demands",
      change: all(remove(cpu), add(range({ type: "Container", min: { cpu: "1m" } }))),
    },
    {
      name: "a most that the namespace allows",
      change: all(remove(cpu), add(range({ type: "Container", max: { cpu: 1 } }))),
    },
    { name: "another container than the measured one", change: all(metrics(inContainer), second({})) },
    {
      name: "a metric that is not a share",
      change: all(
        metrics({ type: "Resource", resource: { name: "cpu", target: { type: "AverageValue", averageValue: "1" } } }),
        remove(cpu),
      ),
    },
    {
      name: "a share of nothing that has a name",
      change: metrics({ type: "Resource", resource: { target: utilization } }),
    },
    {
      name: "a metric of pods",
      change: all(metrics({ type: "Pods", pods: { metric: { name: "rps" } } }), remove(cpu)),
    },
    { name: "an init container that ends", change: remove(pod("initContainers[0].resources")) },
    { name: "a patch", change: all(remove(cpu), state({ type: "kubernetes:apps/v1:DeploymentPatch" })) },
    {
      name: "a patch of the autoscaler",
      change: all(
        remove(cpu),
        state({ type: "kubernetes:autoscaling/v2:HorizontalPodAutoscalerPatch" }, "web-autoscaler"),
      ),
    },
  ],
  unknown: [
    { name: "an unknown request", change: set(cpu, UNKNOWN) },
    {
      name: "unknown metrics",
      change: all(remove(cpu), set("spec.metrics", UNKNOWN, "web-autoscaler")),
      path: "spec.metrics",
    },
    {
      name: "an unknown default",
      change: all(remove(cpu), add(range({ type: "Container", default: UNKNOWN }))),
      path: "spec.limits[0].default",
    },
  ],
});
