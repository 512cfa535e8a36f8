import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-priority-class";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { templateKeys } from "../../../../../policy/lib/kubernetes/kinds";
import { goodWorkloads, pod } from "../../../support/workloads";

const name = pod("priorityClassName");
const patch = "a patch that leaves things out";
const baselines = goodWorkloads();
for (const given of Object.values(baselines)) {
  const [{ type } = { type: "" }] = given;
  if (type.endsWith("Patch")) continue;
  set([...(templateKeys(type) ?? []), "spec", "priorityClassName"].join("."), "standard")(given);
}

describeRule(rule, {
  baselines,
  mutations: [
    { name: "no class", change: remove(name), message: "found not set" },
    { name: "an empty class", change: set(name, "") },
    { name: "no class for a pod of its own", of: "a Pod", change: remove("spec.priorityClassName") },
    { name: "a class of the system", change: set(name, "system-cluster-critical") },
    { name: "a class of the system in a patch", of: patch, change: set(name, "system-node-critical") },
  ],
  allowed: [
    {
      name: "a class of the system in its namespace",
      change: all(set(name, "system-cluster-critical"), set("metadata.namespace", "kube-system")),
    },
  ],
  unknown: [
    { name: "an unknown class", change: set(name, UNKNOWN) },
    {
      name: "a class of the system in an unknown namespace",
      change: all(set("metadata.namespace", UNKNOWN), set(name, "system-node-critical")),
    },
  ],
});
