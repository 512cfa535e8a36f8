import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-hpa-unique";
import { add, all, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { autoscaler } from "../../../support/replicas";
import { goodWorkloads } from "../../../support/workloads";

const path = "spec.scaleTargetRef";
const other = (name = "second") => add({ ...autoscaler(), name });
const ofSecond = (where: string, value: unknown) => set(where, value, "second");

describeRule(rule, {
  baselines: { "one autoscaler": [autoscaler(), ...goodWorkloads()["a Deployment"]!] },
  mutations: [
    {
      name: "two",
      change: other(),
      path,
      resource: "second",
      message: "found the workload that web-autoscaler scales too",
    },
    {
      name: "two of a workload that is not in the stack",
      change: all(other(), without("web")),
      path,
      resource: "second",
    },
    {
      name: "two, joined by what they depend on",
      change: all(other(), ofSecond(`${path}.name`, UNKNOWN), state({ dependencies: { spec: ["web"] } }, "second")),
      path,
      resource: "second",
    },
    {
      name: "two beside one that is not known yet",
      change: all(other(), set(`${path}.name`, UNKNOWN), other("third")),
      path,
      resource: "third",
    },
  ],
  allowed: [
    ...[`${path}.name`, `${path}.kind`, "metadata.namespace"].map((where) => ({
      name: `one of another ${where}, of what is not in the stack either`,
      change: all(other(), ofSecond(where, "other"), without("web")),
    })),
    { name: "one of another name", change: all(other(), ofSecond(`${path}.name`, "api")) },
    { name: "one of another kind", change: all(other(), ofSecond(`${path}.kind`, "StatefulSet")) },
    { name: "one in another namespace", change: all(other(), ofSecond("metadata.namespace", "elsewhere")) },
    {
      name: "a patch",
      change: all(other(), state({ type: "kubernetes:autoscaling/v2:HorizontalPodAutoscalerPatch" }, "second")),
    },
  ],
  unknown: [
    { name: "an unknown target", change: all(other(), ofSecond(`${path}.name`, UNKNOWN)), path: `${path}.name` },
  ],
});
