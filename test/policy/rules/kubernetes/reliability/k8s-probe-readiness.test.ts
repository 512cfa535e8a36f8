import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-probe-readiness";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { probed } from "../../../support/probes";
import { goodContainer, goodWorkloads, pod } from "../../../support/workloads";

const probe = pod("containers[0].readinessProbe");
const patch = "a patch that leaves things out";

describeRule(rule, {
  baselines: {
    "a Deployment": probed("a Deployment"),
    "a StatefulSet": probed("a StatefulSet"),
    "a DaemonSet": probed("a DaemonSet"),
    "a Rollout of Argo": probed("a Rollout of Argo"),
    [patch]: goodWorkloads()[patch]!,
  },
  mutations: [
    { name: "no probe", change: remove(probe), message: "found not set, wanted a probe with httpGet" },
    { name: "no probe of a StatefulSet", of: "a StatefulSet", change: remove(probe) },
    { name: "no probe of a DaemonSet", of: "a DaemonSet", change: remove(probe) },
    {
      name: "a second container without one",
      change: set(pod("containers[1]"), goodContainer()),
      path: pod("containers[1].readinessProbe"),
    },
    { name: "a probe that does nothing", change: set(probe, { periodSeconds: 5 }) },
    {
      name: "no probe beside an unknown one",
      change: all(set(pod("containers[1]"), goodContainer()), set(probe, UNKNOWN)),
      path: pod("containers[1].readinessProbe"),
    },
    { name: "what is not a probe, in a patch", of: patch, change: set(probe, false) },
  ],
  allowed: [
    { name: "a probe of another kind", change: set(probe, { exec: { command: ["true"] } }) },
    { name: "a part of a probe in a patch", of: patch, change: set(probe, { periodSeconds: 5 }) },
    { name: "sidecars without one", change: set(pod("initContainers[0].restartPolicy"), "Always") },
  ],
  unknown: [{ name: "an unknown probe", change: set(probe, UNKNOWN) }],
  ignored: [...goodWorkloads()["a Job"]!, ...goodWorkloads()["a CronJob"]!],
});
