import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-min-replicas";
import { add, all, remove, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { autoscaler } from "../../../support/replicas";
import { goodWorkloads } from "../../../support/workloads";

const path = "spec.replicas";

describeRule(rule, {
  baselines: {
    "a Deployment": goodWorkloads()["a Deployment"]!,
    "a Rollout of Argo": goodWorkloads()["a Rollout of Argo"]!,
  },
  mutations: [
    { name: "one replica", change: set(path, 1), message: "found 1, wanted at least 2" },
    { name: "the one replica of the default", change: remove(path), message: "found not set" },
    { name: "one replica of a Rollout", of: "a Rollout of Argo", change: set(path, 1) },
    { name: "less than the parameter says", parameters: { minReplicas: 5 }, change: set(path, 4) },
    {
      name: "what says that it is not a singleton",
      change: all(set(path, 1), set('metadata.labels["platform.internal/singleton"]', "false")),
      path,
    },
    {
      name: "another label than the parameter's",
      parameters: { singletonLabel: "example.org/one" },
      change: all(set(path, 1), set('metadata.labels["platform.internal/singleton"]', "true")),
      path,
    },
    {
      name: "an autoscaler of another namespace",
      change: all(
        set(path, 1),
        add({ ...autoscaler(), properties: { ...autoscaler().properties, metadata: { namespace: "elsewhere" } } }),
      ),
      path,
    },
    {
      name: "one replica beside an autoscaler elsewhere whose target is not known yet",
      change: all(
        set(path, 1),
        add(autoscaler({ scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: UNKNOWN } })),
        set("metadata.namespace", "elsewhere", "web-autoscaler"),
      ),
      path,
    },
  ],
  allowed: [
    { name: "a singleton", change: all(set(path, 1), set('metadata.labels["platform.internal/singleton"]', "true")) },
    {
      name: "a singleton by the parameter's label",
      parameters: { singletonLabel: "example.org/one" },
      change: all(set(path, 1), set('metadata.labels["example.org/one"]', "true")),
    },
    { name: "what an autoscaler scales", change: all(remove(path), add(autoscaler())) },
    { name: "a patch", change: all(set(path, 1), state({ type: "kubernetes:apps/v1:DeploymentPatch" })) },
  ],
  unknown: [
    { name: "unknown replicas", change: set(path, UNKNOWN) },
    {
      name: "one replica of what an autoscaler with an unknown target may scale",
      change: all(
        set(path, 1),
        add(autoscaler({ scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: UNKNOWN } })),
      ),
      path: "spec.scaleTargetRef.name",
    },
  ],
});
