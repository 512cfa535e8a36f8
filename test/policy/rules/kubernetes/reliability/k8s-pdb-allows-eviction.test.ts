import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-pdb-allows-eviction";
import { add, all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { autoscaler, budget } from "../../../support/replicas";
import { goodWorkloads } from "../../../support/workloads";

const least = "spec.minAvailable";
const most = "spec.maxUnavailable";
const deployment = goodWorkloads()["a Deployment"]![0]!;
const ofDeployment = (path: string, value: unknown) => set(path, value, "web");
const named = (name: string) => ({ ...structuredClone(deployment), name });

describeRule(rule, {
  baselines: {
    "a budget of what may go": [budget(), deployment],
    "a budget of what must stay": [budget({ minAvailable: 1 }), deployment],
  },
  mutations: [
    { name: "nothing may go", change: set(most, 0), message: "found 0, wanted at least 1" },
    { name: "no percent may go", change: set(most, "0%") },
    {
      name: "all must stay, by percent",
      of: "a budget of what must stay",
      change: set(least, "100%"),
      message: 'found "100%", wanted less than all pods',
      alone: true,
    },
    {
      name: "as many must stay as there are",
      of: "a budget of what must stay",
      change: set(least, 2),
      message: "found 2, which is 2 of the 2 that web may have, wanted less than 2",
    },
    {
      name: "a single replica must stay",
      of: "a budget of what must stay",
      change: ofDeployment("spec.replicas", 1),
      path: least,
      resource: "web-budget",
    },
    {
      name: "the one replica of the default must stay",
      of: "a budget of what must stay",
      change: remove("spec.replicas", "web"),
      path: least,
    },
    {
      name: "a percentage that rounds up to all",
      of: "a budget of what must stay",
      change: set(least, "51%"),
      message: '"51%", which is 2 of the 2',
    },
    {
      name: "as many must stay as the autoscaler keeps",
      of: "a budget of what must stay",
      change: all(set(least, 2), ofDeployment("spec.replicas", 5), add(autoscaler({ minReplicas: 2 }))),
    },
    {
      name: "as many must stay as several workloads have",
      of: "a budget of what must stay",
      change: all(set(least, 4), add(named("api"))),
      message: "4 of the 4 that web, api may have",
    },
    {
      name: "nothing may go by a patch",
      change: all(state({ type: "kubernetes:policy/v1:PodDisruptionBudgetPatch" }), set(most, 0)),
    },
    { name: "nothing may go beside what is unknown", change: all(set(most, 0), set(least, UNKNOWN)), path: most },
  ],
  allowed: [
    { name: "half must stay", of: "a budget of what must stay", change: set(least, "50%") },
    { name: "one percent may go, which is one", change: set(most, "1%") },
    {
      name: "one of several workloads' pods must stay",
      of: "a budget of what must stay",
      change: all(set(least, 3), add(named("api"))),
    },
    { name: "no replicas", of: "a budget of what must stay", change: ofDeployment("spec.replicas", 0) },
    {
      name: "pods that are not in the stack",
      of: "a budget of what must stay",
      change: all(set(least, 9), without("web")),
    },
    {
      name: "pods of another namespace",
      of: "a budget of what must stay",
      change: all(set(least, 9), ofDeployment("metadata.namespace", "elsewhere")),
    },
    {
      name: "what a patch says of pods",
      of: "a budget of what must stay",
      change: all(set(least, 9), state({ type: "kubernetes:policy/v1:PodDisruptionBudgetPatch" })),
    },
  ],
  unknown: [
    { name: "unknown numbers", change: set(most, UNKNOWN) },
    { name: "an unknown least", of: "a budget of what must stay", change: set(least, UNKNOWN) },
    { name: "unknown replicas", of: "a budget of what must stay", change: ofDeployment("spec.replicas", UNKNOWN) },
  ],
});
