import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-no-bare-pod";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloadsOf } from "../../../support/objects";
import { goodWorkloads } from "../../../support/workloads";

const hook = `metadata.annotations["helm.sh/hook"]`;
const tests = goodWorkloadsOf("a Pod", "a ReplicaSet", "a ReplicationController");
for (const given of Object.values(tests)) set(hook, "test")(given);

describeRule(rule, {
  baselines: { ...tests, "a patch": [{ type: "kubernetes:core/v1:PodPatch", properties: {} }] },
  mutations: [
    { name: "a pod", of: "a Pod", change: remove(hook), path: "kind", message: "found Pod" },
    { name: "a ReplicaSet", of: "a ReplicaSet", change: remove(hook), path: "kind", message: "found ReplicaSet" },
    { name: "a ReplicationController", of: "a ReplicationController", change: remove(hook), path: "kind" },
    { name: "a pod of an installation", of: "a Pod", change: set(hook, "post-install"), path: "kind" },
  ],
  allowed: [
    { name: "a test that must fail", of: "a Pod", change: set(hook, "test-failure") },
    { name: "a test among other hooks", of: "a Pod", change: set(hook, "post-upgrade, test-success") },
  ],
  unknown: [{ name: "an unknown hook", change: set(hook, UNKNOWN) }],
  ignored: goodWorkloads()["a Deployment"],
});
