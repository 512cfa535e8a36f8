import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-pdb-present";
import { add, all, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { autoscaler, budget } from "../../../support/replicas";
import { goodWorkloads } from "../../../support/workloads";

const path = "spec.template.metadata.labels";

describeRule(rule, {
  baselines: {
    "a Deployment with its budget": [...goodWorkloads()["a Deployment"]!, budget()],
    "a StatefulSet with its budget": [...goodWorkloads()["a StatefulSet"]!, budget()],
  },
  mutations: [
    { name: "no budget", change: without("web-budget"), path, message: "2 replicas and no budget that selects them" },
    {
      name: "a budget for other pods",
      change: set("spec.selector.matchLabels", { app: "other" }, "web-budget"),
      path,
    },
    {
      name: "a budget in another namespace",
      change: set("metadata.namespace", "elsewhere", "web-budget"),
      path,
    },
    {
      name: "an autoscaler that keeps two where the workload says one",
      change: all(set("spec.replicas", 1), add(autoscaler({ minReplicas: 2 })), without("web-budget")),
      path,
    },
  ],
  allowed: [
    { name: "one replica without a budget", change: all(set("spec.replicas", 1), without("web-budget")) },
    {
      name: "an autoscaler that may go down to one",
      change: all(add(autoscaler({ minReplicas: 1 })), without("web-budget")),
    },
    {
      name: "an autoscaler that does not say how many it keeps, which is one",
      change: all(add(autoscaler({ minReplicas: undefined })), without("web-budget")),
    },
    {
      name: "a patch",
      change: all(state({ type: "kubernetes:apps/v1:DeploymentPatch" }), without("web-budget")),
    },
  ],
  unknown: [
    {
      name: "a budget whose namespace is not known yet",
      change: set("metadata.namespace", UNKNOWN, "web-budget"),
    },
    { name: "replicas that are not known yet", change: all(set("spec.replicas", UNKNOWN), without("web-budget")) },
  ],
});
