import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-probe-liveness";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { probed } from "../../../support/probes";
import { goodContainer, goodWorkloads, pod } from "../../../support/workloads";

const liveness = pod("containers[0].livenessProbe");
const startup = pod("containers[0].startupProbe");
const neither = all(remove(liveness), remove(startup));
const second = pod("containers[1].livenessProbe");

describeRule(rule, {
  baselines: {
    "a Deployment": probed("a Deployment"),
    "a StatefulSet": probed("a StatefulSet"),
    "a patch": goodWorkloads()["a patch that leaves things out"]!,
  },
  mutations: [
    { name: "neither probe", change: neither, path: liveness, message: "wanted a livenessProbe or a startupProbe" },
    { name: "neither probe in a StatefulSet", of: "a StatefulSet", change: neither, path: liveness },
    { name: "a second container with neither", change: set(pod("containers[1]"), goodContainer()), path: second },
    {
      name: "neither beside an unknown one",
      change: all(set(liveness, UNKNOWN), set(pod("containers[1]"), goodContainer())),
      path: second,
    },
  ],
  allowed: [
    { name: "a liveness probe alone", change: remove(startup) },
    { name: "a startup probe alone", change: remove(liveness) },
  ],
  unknown: [
    { name: "an unknown liveness probe", change: all(neither, set(liveness, UNKNOWN)), path: liveness },
    { name: "an unknown startup probe", change: all(neither, set(startup, UNKNOWN)), path: startup },
  ],
  ignored: goodWorkloads()["a Job"]!,
});
