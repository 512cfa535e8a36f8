import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-hpa-replicas-unset";
import { all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { autoscaler } from "../../../support/replicas";
import { goodWorkloads } from "../../../support/workloads";

const path = "spec.replicas";
const free = structuredClone(goodWorkloads()["a Deployment"]!);
remove(path)(free);
const ignoring = (...ignoreChanges: string[]) => all(set(path, 3), state({ options: { ignoreChanges } }));

describeRule(rule, {
  baselines: { "a Deployment that leaves it to its autoscaler": [...free, autoscaler()] },
  mutations: [
    { name: "a number and an ignored path that leads nowhere", change: ignoring("", "spec["), path },
    { name: "replicas", change: set(path, 3), message: "found 3, wanted not set, as web-autoscaler decides" },
    {
      name: "replicas among the inputs",
      change: all(set("__inputs.spec.replicas", 3), set(path, 7)),
      path,
      message: "found 3",
    },
    {
      name: "replicas in a patch",
      change: all(set(path, 3), state({ type: "kubernetes:apps/v1:DeploymentPatch" })),
      path,
    },
    { name: "other changes ignored", change: ignoring("metadata", "spec.replicasMore"), path },
  ],
  allowed: [
    { name: "ignored changes", change: ignoring("spec.replicas") },
    { name: "ignored changes, written with brackets", change: ignoring('spec["replicas"]') },
    { name: "ignored changes, written with brackets alone", change: ignoring('["spec"]["replicas"]') },
    { name: "ignored changes of the whole spec", change: ignoring("spec") },
    { name: "ignored changes of everything in the spec", change: ignoring("spec.*") },
    { name: "ignored changes of everything", change: ignoring("*") },
    {
      name: "the live number, which the program does not state",
      change: all(set(path, 7), set("__inputs.spec", { paused: false })),
    },
    { name: "replicas without an autoscaler", change: all(set(path, 3), without("web-autoscaler")) },
    {
      name: "an autoscaler of another workload",
      change: all(set(path, 3), set("spec.scaleTargetRef.name", "other", "web-autoscaler")),
    },
  ],
  unknown: [
    { name: "unknown replicas", change: set(path, UNKNOWN) },
    {
      name: "an unknown target",
      change: all(set(path, 3), set("spec.scaleTargetRef.name", UNKNOWN, "web-autoscaler")),
      path: "spec.scaleTargetRef.name",
    },
  ],
});
