import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-progress-deadline";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloadsOf } from "../../../support/objects";

const deadline = "spec.progressDeadlineSeconds";
const ready = "spec.minReadySeconds";
const patch = "a patch that leaves things out";
const baselines = goodWorkloadsOf("a Deployment");
for (const given of Object.values(baselines)) set(deadline, 300)(given);

describeRule(rule, {
  baselines: { ...baselines, ...goodWorkloadsOf(patch) },
  mutations: [
    { name: "no deadline", change: remove(deadline), message: "found not set" },
    { name: "no time at all", change: set(deadline, 0) },
    { name: "a deadline before pods can be ready", change: set(ready, 300), path: deadline },
    { name: "no time at all in a patch", of: patch, change: set(deadline, 0) },
  ],
  allowed: [{ name: "a second more than pods need", change: set(ready, 299) }],
  unknown: [
    { name: "an unknown deadline", change: set(deadline, UNKNOWN) },
    { name: "an unknown time until pods are ready", change: set(ready, UNKNOWN) },
  ],
  remediated: [
    { name: "no deadline", change: remove(deadline), set: { [deadline]: 600 } },
    { name: "no deadline of slow pods", change: all(remove(deadline), set(ready, 900)), set: { [deadline]: 1500 } },
  ],
  spared: [{ name: "a Deployment without a spec", change: remove("spec") }],
});
