import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-hpa-bounds";
import { all, remove, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { autoscaler } from "../../../support/replicas";

const least = "spec.minReplicas";
const most = "spec.maxReplicas";
const patched = state({ type: "kubernetes:autoscaling/v2:HorizontalPodAutoscalerPatch" });

describeRule(rule, {
  baselines: { "an autoscaler": [autoscaler()] },
  mutations: [
    { name: "one replica", change: set(least, 1), message: "found 1, wanted at least 2" },
    { name: "the one replica of the default", change: remove(least), message: "found not set" },
    { name: "equal bounds", change: set(most, 2), message: "found 2, wanted more than the least of 2" },
    { name: "less at most than at least", change: set(least, 20), path: most },
    { name: "no upper bound", change: remove(most), message: "wanted at most 50" },
    { name: "too high a bound", change: set(most, 51), message: "wanted at most 50" },
    {
      name: "less than the parameter says",
      parameters: { minReplicas: 3 },
      change: all(set(least, 2), set(most, 8)),
      path: least,
    },
    { name: "more than the parameter says", parameters: { maxReplicas: 10 }, change: set(most, 11) },
    { name: "what is not a number", change: set(most, "many") },
    { name: "too high a bound beside an unknown one", change: all(set(least, UNKNOWN), set(most, 99)), path: most },
    { name: "equal bounds in a patch", change: all(patched, set(most, 2)), path: most },
  ],
  allowed: [
    { name: "one replica where the parameter lets it", parameters: { minReplicas: 1 }, change: remove(least) },
    { name: "as many as the parameter lets", change: set(most, 50) },
    { name: "a patch of one of them", change: all(patched, remove(least), set(most, 1)) },
  ],
  unknown: [
    { name: "an unknown least", change: set(least, UNKNOWN) },
    { name: "an unknown most", change: set(most, UNKNOWN) },
  ],
});
