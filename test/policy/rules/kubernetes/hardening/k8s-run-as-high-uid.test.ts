import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-run-as-high-uid";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const ofPod = pod("securityContext.runAsUser");
const ofContainer = pod("containers[0].securityContext.runAsUser");
const ofInitContainer = pod("initContainers[0].securityContext.runAsUser");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "a low user of the pod", change: set(ofPod, 9999), message: "found 9999, wanted 10000 or more" },
    { name: "a low user of a container", change: set(ofContainer, 1000) },
    { name: "a low user of an init container", change: set(ofInitContainer, 0) },
    { name: "no user at all", change: remove(ofPod), path: ofContainer, message: "found not set" },
    { name: "hostUsers that says what holds anyway", change: all(set(ofPod, 1), set(pod("hostUsers"), true)) },
    { name: "a low user in a patch", of: "a patch that leaves things out", change: set(ofPod, 1) },
    {
      name: "a low user beside one that is not known yet",
      change: all(set(ofContainer, 1), set(ofInitContainer, UNKNOWN)),
    },
  ],
  allowed: [
    { name: "exactly 10000", change: set(ofPod, 10_000) },
    {
      name: "users of the containers alone",
      change: all(remove(ofPod), set(ofContainer, 20_000), set(ofInitContainer, 20_000)),
    },
    { name: "any user in a user namespace of its own", change: all(set(ofPod, 0), set(pod("hostUsers"), false)) },
    { name: "a Windows pod", change: all(remove(ofPod), set(pod("os.name"), "windows")) },
  ],
  unknown: [
    { name: "an unknown user", change: set(ofPod, UNKNOWN) },
    { name: "a low user where hostUsers is unknown", change: all(set(pod("hostUsers"), UNKNOWN), set(ofPod, 1)) },
  ],
});
