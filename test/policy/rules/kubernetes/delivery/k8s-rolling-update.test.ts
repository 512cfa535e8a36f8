import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-rolling-update";
import { all, set, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloadsOf } from "../../../support/objects";
import { pod } from "../../../support/workloads";

const type = "spec.strategy.type";
const maxUnavailable = "spec.strategy.rollingUpdate.maxUnavailable";
const maxSurge = "spec.strategy.rollingUpdate.maxSurge";
const patch = "a patch that leaves things out";

const explicit: Given = {
  type: "kubernetes:apps/v1:Deployment",
  properties: {
    spec: { replicas: 4, strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } },
  },
};

describeRule(rule, {
  baselines: {
    ...goodWorkloadsOf("a Deployment", "a StatefulSet", patch),
    "a Deployment that says how": [explicit],
  },
  mutations: [
    { name: "Recreate without a claim", change: set(type, "Recreate") },
    { name: "a strategy that there is not", change: set(type, "OnDelete") },
    {
      name: "Recreate with a volume of each pod's own",
      change: all(set(type, "Recreate"), set(pod("volumes"), [{ name: "cache", emptyDir: {} }])),
    },
    { name: "Recreate in a patch", of: patch, change: set(type, "Recreate") },
    { name: "more than a quarter at once", change: set(maxUnavailable, "26%"), message: 'found "26%"' },
    { name: "one of two at once", change: set(maxUnavailable, 1) },
    { name: "one where replicas are not said", change: all(set(maxUnavailable, 1), set("spec.replicas", null)) },
    { name: "what is not a share", change: set(maxUnavailable, "few") },
    { name: "a share in a list", change: set(maxUnavailable, ["25%"]) },
    { name: "no surge as a number", change: set(maxSurge, 0) },
    { name: "no surge as a percentage", change: set(maxSurge, "0%") },
    {
      name: "a StatefulSet that waits to be deleted",
      of: "a StatefulSet",
      change: set("spec.updateStrategy.type", "OnDelete"),
    },
    {
      name: "no surge where the type is not known yet",
      change: all(set(maxSurge, 0), set(type, UNKNOWN)),
    },
  ],
  allowed: [
    { name: "a quarter of the replicas as a number", of: "a Deployment that says how", change: set(maxUnavailable, 1) },
    { name: "a quarter", change: set(maxUnavailable, "25%") },
    {
      name: "Recreate with a claim",
      change: all(
        set(type, "Recreate"),
        set(pod("volumes"), [{ name: "data", persistentVolumeClaim: { claimName: "data" } }]),
      ),
    },
    { name: "a number in a patch, which does not say of how many", of: patch, change: set(maxUnavailable, 1) },
    {
      name: "RollingUpdate of a StatefulSet",
      of: "a StatefulSet",
      change: set("spec.updateStrategy.type", "RollingUpdate"),
    },
  ],
  unknown: [
    { name: "an unknown strategy", change: set(type, UNKNOWN) },
    {
      name: "Recreate with unknown volumes",
      change: all(set(pod("volumes"), UNKNOWN), set(type, "Recreate")),
    },
    {
      name: "a number of unknown replicas",
      of: "a Deployment that says how",
      change: all(set("spec.replicas", UNKNOWN), set(maxUnavailable, 1)),
    },
  ],
});
