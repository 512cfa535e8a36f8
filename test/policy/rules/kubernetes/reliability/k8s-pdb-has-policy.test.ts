import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-pdb-has-policy";
import { all, remove, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { budget } from "../../../support/replicas";

const least = "spec.minAvailable";
const most = "spec.maxUnavailable";
const selector = "spec.selector";
const patched = state({ type: "kubernetes:policy/v1:PodDisruptionBudgetPatch" });

describeRule(rule, {
  baselines: { "a budget": [budget()] },
  mutations: [
    { name: "no number", change: remove(most), message: "found not set, wanted maxUnavailable or minAvailable" },
    {
      name: "both numbers",
      change: set(least, 1),
      path: most,
      message: "found minAvailable and maxUnavailable, wanted one",
    },
    { name: "both numbers in a patch", change: all(set(least, 1), patched), path: most },
    { name: "no selector", change: remove(selector), message: "found not set, wanted labels or expressions" },
    { name: "a selector of all pods", change: set(selector, {}), message: "found {}" },
    { name: "a selector of no labels", change: set(selector, { matchLabels: {}, matchExpressions: [] }) },
    {
      name: "no selector beside an unknown number",
      change: all(set(most, UNKNOWN), set(least, 1), remove(selector)),
      path: selector,
    },
    { name: "both numbers beside an unknown selector", change: all(set(least, 1), set(selector, UNKNOWN)), path: most },
  ],
  allowed: [
    { name: "what must stay", change: all(remove(most), set(least, 1)) },
    { name: "a number that is not known yet", change: set(most, UNKNOWN) },
    { name: "expressions", change: set(selector, { matchExpressions: [{ key: "app", operator: "Exists" }] }) },
    { name: "a patch that leaves all out", change: all(remove(most), remove(selector), patched) },
  ],
  unknown: [
    { name: "an unknown selector", change: set(selector, UNKNOWN) },
    { name: "unknown labels", change: set(`${selector}.matchLabels`, UNKNOWN) },
    {
      name: "unknown expressions",
      change: set(selector, { matchExpressions: UNKNOWN }),
      path: `${selector}.matchExpressions`,
    },
    { name: "a second number that may not be there", change: set(least, UNKNOWN) },
    { name: "a first number that may not be there", change: all(set(most, UNKNOWN), set(least, 1)) },
    { name: "an unknown spec", change: set("spec", UNKNOWN) },
  ],
});
