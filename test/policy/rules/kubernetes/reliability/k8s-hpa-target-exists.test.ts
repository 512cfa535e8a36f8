import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-hpa-target-exists";
import { add, all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { autoscaler } from "../../../support/replicas";
import { goodWorkloads } from "../../../support/workloads";

const path = "spec.scaleTargetRef";
const ofTarget = (field: string) => `${path}.${field}`;
const deployment = goodWorkloads()["a Deployment"]![0]!;
const [ofController, ofFarm] = ["an autoscaler of a ReplicationController", "an autoscaler of a custom resource"];

describeRule(rule, {
  baselines: {
    "an autoscaler of a Deployment": [autoscaler(), deployment],
    "an autoscaler of a Rollout": [
      autoscaler({ scaleTargetRef: { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "web" } }),
      ...goodWorkloads()["a Rollout of Argo"]!,
    ],
    [ofController]: [
      autoscaler({ scaleTargetRef: { apiVersion: "v1", kind: "ReplicationController", name: "web" } }),
      ...goodWorkloads()["a ReplicationController"]!,
    ],
    [ofFarm]: [
      autoscaler({ scaleTargetRef: { apiVersion: "example.org/v1", kind: "Farm", name: "web" } }),
      { type: "kubernetes:example.org/v1:Farm", properties: { metadata: { name: "web", namespace: "shop" } } },
    ],
  },
  mutations: [
    {
      name: "no target",
      change: without("web"),
      path,
      message: "wanted kind and name of a workload in the same namespace",
    },
    { name: "another name", change: set(ofTarget("name"), "other"), path },
    { name: "another kind", change: set(ofTarget("kind"), "StatefulSet"), path },
    { name: "a target of another namespace", change: set("metadata.namespace", "elsewhere"), path },
    { name: "no group", change: remove(ofTarget("apiVersion")), message: "found not set, wanted apps/v1" },
    {
      name: "a group where there is none",
      of: ofController,
      change: set(ofTarget("apiVersion"), "apps/v1"),
      message: "wanted v1.",
    },
    {
      name: "another group beside a workload of an unknown namespace",
      of: ofFarm,
      change: all(
        set(ofTarget("apiVersion"), "example.com/v1"),
        add({ ...deployment, name: "elsewhere" }),
        set("metadata.namespace", UNKNOWN, "elsewhere"),
      ),
    },
    { name: "another group", change: set(ofTarget("apiVersion"), "extensions/v1beta1") },
    {
      name: "an autoscaler without a target beside one that is not known yet",
      change: all(
        set(ofTarget("name"), UNKNOWN),
        add({ ...autoscaler(), name: "second" }),
        set(ofTarget("name"), "other", "second"),
      ),
      path,
      resource: "second",
    },
  ],
  allowed: [
    {
      name: "a target that it depends on, whose name is not known yet",
      change: all(
        set(ofTarget("name"), UNKNOWN),
        set("metadata.name", UNKNOWN, "web"),
        state({ dependencies: { spec: ["web"] } }),
      ),
    },
    { name: "another version of the group", change: set(ofTarget("apiVersion"), "apps/v1beta2") },
    {
      name: "a patch",
      change: all(state({ type: "kubernetes:autoscaling/v2:HorizontalPodAutoscalerPatch" }), without("web")),
    },
  ],
  unknown: [
    { name: "an unknown target", change: set(ofTarget("name"), UNKNOWN) },
    { name: "an unknown name of a workload", change: set("metadata.name", UNKNOWN, "web"), path: "metadata.name" },
    {
      name: "an unknown namespace of a workload",
      change: set("metadata.namespace", UNKNOWN, "web"),
      path: "metadata.namespace",
    },
    { name: "an unknown group", change: set(ofTarget("apiVersion"), UNKNOWN) },
  ],
});
