import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-pdb-unique";
import { add, all, set, state, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { budget } from "../../../support/replicas";
import { goodWorkloads } from "../../../support/workloads";

const path = "spec.selector";
const second = (facts: Partial<Given> = {}): Given => ({ ...budget(), name: "second", ...facts });

describeRule(rule, {
  baselines: { "one budget": [...goodWorkloads()["a Deployment"]!, budget()] },
  mutations: [
    {
      name: "two budgets of the same pods",
      change: add(second()),
      path,
      resource: "second",
      message: "found a selector of the pods of web, which web-budget selects too",
    },
    {
      name: "a budget of all pods beside it",
      change: all(add(second()), set(path, {}, "second")),
      path,
      resource: "second",
    },
    {
      name: "two budgets beside one that is not known yet",
      change: all(set(path, UNKNOWN, "web-budget"), add(second()), add(second({ name: "third" }))),
      path,
      resource: "third",
    },
  ],
  allowed: [
    {
      name: "a budget of other pods",
      change: all(add(second()), set(path, { matchLabels: { app: "other" } }, "second")),
    },
    {
      name: "a budget in another namespace",
      change: all(add(second()), set("metadata.namespace", "elsewhere", "second")),
    },
    { name: "a patch of a budget", change: add(second({ type: "kubernetes:policy/v1:PodDisruptionBudgetPatch" })) },
    {
      name: "a patch of a workload",
      change: all(add(second()), state({ type: "kubernetes:apps/v1:DeploymentPatch" })),
    },
  ],
  unknown: [{ name: "an unknown selector", change: all(add(second()), set(path, UNKNOWN, "second")), path }],
});
